import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { PHASES, type Phase } from "#core/domain/phase.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";

export interface StepReplacement {
  readonly phase: Phase;
  /** From 0. */
  readonly index: number;
  /** None: the step goes. */
  readonly by: readonly StepDocument[];
}
export interface StepAddition {
  readonly phase: Phase;
  readonly steps: readonly StepDocument[];
}

/**
 * Replaces one step and adds others at the end of their phases. Only the lines of those steps change: comments and layout of
 * everything else are the author's. A plan in flow style or JSON is written anew.
 */
export function editPlanSource(text: string, replacement: StepReplacement, additions: readonly StepAddition[]): string {
  const document = parseDocument(text);
  const phases: unknown = document.get("phases");
  if (!isMap(phases) || phases.flow || !isBlock(phases, replacement.phase))
    return rewritten(document, text, replacement, additions);
  // From the end to the beginning, so that offsets stay.
  const edits = [replacing(text, phases, replacement), ...additions.map((it) => adding(text, phases, it))];
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((result, { from, to, by }) => `${result.slice(0, from)}${by}${result.slice(to)}`, text);
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

const stepsIn = (phases: YAMLMap, phase: Phase): YAMLSeq<Node> | null => {
  const node: unknown = phases.get(phase);
  return isSeq<Node>(node) && node.items.length > 0 ? node : null;
};

const isBlock = (phases: YAMLMap, phase: Phase): boolean => stepsIn(phases, phase)?.flow !== true;

function replacing(text: string, phases: YAMLMap, { phase, index, by }: StepReplacement): Edit {
  const list = stepsIn(phases, phase);
  const node = list?.items[index];
  const [start, end] = node?.range ?? [0, 0];
  const from = text.lastIndexOf("-", start);
  const to = from + text.slice(from, end).trimEnd().length;
  if (by.length > 0) return { from, to, by: written(by, columnOf(text, from)).trimStart() };
  if (list?.items.length === 1) {
    const [, key = from] = nodeRange(phases.items.find((pair) => isScalar(pair.key) && pair.key.value === phase)?.key);
    return { from: text.indexOf(":", key) + 1, to, by: " []" };
  }
  // The line of a step that goes, goes with it.
  const line = text.lastIndexOf("\n", from);
  return { from: line < 0 ? from : line, to, by: "" };
}

function adding(text: string, phases: YAMLMap, { phase, steps }: StepAddition): Edit {
  const own = stepsIn(phases, phase);
  const indent = indentOfSteps(text, phases);
  if (own) {
    const end = endOf(text, own);
    return { from: end, to: end, by: `\n${written(steps, indent)}` };
  }
  const key = phases.items.find((pair) => isScalar(pair.key) && pair.key.value === phase);
  const before = PHASES.slice(0, PHASES.indexOf(phase))
    .toReversed()
    .flatMap((it) => stepsIn(phases, it) ?? [])[0];
  const end = before ? endOf(text, before) : endOf(text, phases);
  const head = `\n${" ".repeat(indentOfPhases(text, phases))}${phase}:\n`;
  if (!key) return { from: end, to: end, by: `${head}${written(steps, indent)}` };
  // `verify:` or `verify: []` is there and empty.
  const [start = 0, stop = start] = nodeRange(key.key);
  const close = text.indexOf("\n", stop);
  return { from: start, to: close < 0 ? text.length : close, by: `${phase}:\n${written(steps, indent)}` };
}

const nodeRange = (node: unknown): readonly number[] => (isScalar(node) ? (node.range ?? []) : []);

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf("\n", offset - 1) + 1);

/** Behind the last character of a list that is not white space. */
function endOf(text: string, node: Node): number {
  const [start, end] = node.range ?? [0, 0];
  return start + text.slice(start, end).trimEnd().length;
}

const indentOfPhases = (text: string, phases: YAMLMap): number => {
  const [start = 0] = nodeRange(phases.items[0]?.key);
  return columnOf(text, start);
};

function indentOfSteps(text: string, phases: YAMLMap): number {
  for (const phase of PHASES) {
    const first = stepsIn(phases, phase)?.items[0];
    if (first?.range) return columnOf(text, text.lastIndexOf("-", first.range[0]));
  }
  return indentOfPhases(text, phases) + 2;
}

const written = (steps: readonly StepDocument[], indent: number): string =>
  steps
    .map((step) => {
      const [first = "", ...rest] = stringify(step, { lineWidth: 0, blockQuote: "literal" }).trimEnd().split("\n");
      const margin = " ".repeat(indent);
      return [`${margin}- ${first}`, ...rest.map((line) => (line === "" ? "" : `${margin}  ${line}`))].join("\n");
    })
    .join("\n");

function rewritten(
  document: Document,
  text: string,
  replacement: StepReplacement,
  additions: readonly StepAddition[],
): string {
  const { phase, index, by } = replacement;
  const steps: unknown = document.getIn(["phases", phase]);
  if (isSeq(steps)) steps.items.splice(index, 1, ...by.map((step) => document.createNode(step)));
  for (const addition of additions) {
    const own: unknown = document.getIn(["phases", addition.phase]);
    const added = addition.steps.map((step) => document.createNode(step));
    if (isSeq(own)) own.items.push(...added);
    else document.setIn(["phases", addition.phase], document.createNode(addition.steps));
  }
  const isJson = text.trimStart().startsWith("{");
  return isJson ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString({ lineWidth: 0 });
}
