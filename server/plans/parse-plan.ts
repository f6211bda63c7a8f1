import type { z } from "zod";
import { planDocument } from "#contracts/plan-document.ts";
import { fieldsAt } from "#contracts/plan-fields.ts";
import { operationSpecs } from "#contracts/plan-operation.ts";
import type { Finding } from "#core/domain/finding.ts";
import { PHASES } from "#core/domain/phase.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { type StepId, stepIdOf } from "#core/domain/step-id.ts";
import { STEP_KINDS } from "#core/domain/step-kind.ts";
import { didYouMean } from "#core/plan/did-you-mean.ts";
import { type Path, type PlanSource, readPlanSource } from "#core/plan/read-plan-source.ts";

export interface ParsedPlan {
  readonly document: PlanDocument | null;
  readonly source: PlanSource | null;
  readonly findings: readonly Finding[];
}

/** Reads a plan's text into a document; what is wrong with it is answered with line and column. */
export function parsePlan(text: string): ParsedPlan {
  const { source, findings } = readPlanSource(text);
  if (!source) return { document: null, source, findings };
  const parsed = planDocument.safeParse(source.value);
  if (parsed.success) return { document: parsed.data, source, findings: [] };
  const issues = parsed.error.issues.flatMap((issue) => preciseIssues(issue, source.value, []));
  const all = issues.flatMap(({ issue, path }) => findingsOf(issue, path, source));
  return { document: null, source, findings: withoutTwins(all) };
}

type Issue = z.core.$ZodIssue;
interface PlacedIssue {
  readonly issue: Issue;
  readonly path: Path;
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inside, part) =>
      typeof inside === "object" && inside !== null ? (inside as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );

/** Of a union only the option counts that the author had begun to write. */
function preciseIssues(issue: Issue, value: unknown, before: Path): readonly PlacedIssue[] {
  const path = [...before, ...issue.path];
  if (issue.code !== "invalid_union") return [{ issue, path }];
  const option = optionOf(path, valueAt(value, path));
  const inner = option === null ? undefined : issue.errors[option];
  return inner ? inner.flatMap((it) => preciseIssues(it, value, path)) : [{ issue, path }];
}

/** In the order of the contract's unions. */
const CHECKS = ["none", "equal", "copy"] as const;

const OPERATION_NAMES: readonly string[] = Object.keys(operationSpecs);

/** What may stand at a path of the document where a choice is to be made: the first key says which. */
function namesAt(path: Path): readonly string[] {
  if (path[0] === "operations") return OPERATION_NAMES;
  return path.at(-1) === "check" ? CHECKS : STEP_KINDS;
}

function optionOf(path: Path, value: unknown): number | null {
  // Inside an operation: a word, or a mapping instead.
  if (path[0] === "operations" && path.length > 2) return typeof value === "object" ? 1 : 0;
  if (typeof value !== "object" || value === null) return null;
  const names = namesAt(path);
  const given = names.filter((name) => name in value);
  return given.length === 1 ? names.indexOf(given[0] ?? "") : null;
}

function stepOf(path: Path): StepId | undefined {
  const phase = PHASES.find((it) => it === path[1]);
  const index = path[2];
  return path[0] === "phases" && phase && typeof index === "number" ? stepIdOf(phase, index) : undefined;
}

function findingsOf(issue: Issue, path: Path, source: PlanSource): readonly Finding[] {
  const step = stepOf(path);
  const finding = (
    rule: string,
    message: string,
    place: { readonly line: number; readonly column: number },
    fix?: string,
  ): Finding => ({
    rule,
    severity: "error",
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(step === undefined ? {} : { step }),
    ...place,
  });
  if (issue.code === "unrecognized_keys" && !isDouble(path, valueAt(source.value, path))) {
    const fields = fieldsAt(source.value, path);
    return issue.keys.map((key) => {
      const meant = didYouMean(key, fields);
      const fix = fields.length > 0 ? `Fields that may stand here: ${fields.join(", ")}.` : undefined;
      const message = `Unknown field \`${key}\`${meant ? `, did you mean \`${meant}\`?` : ""}`;
      return finding("unknown-field", message, source.placeOfKey([...path, key]), fix);
    });
  }
  const value = valueAt(source.value, path);
  const name = String(path.at(-1) ?? "plan");
  if (issue.code === "invalid_union" || issue.code === "unrecognized_keys")
    return unionFindings(
      value,
      path,
      (message, fix) => finding("plan-shape", message, source.placeOf(path), fix),
      (key) => {
        const meant = didYouMean(key, namesAt(path));
        return meant
          ? finding(
              "unknown-field",
              `Unknown field \`${key}\`, did you mean \`${meant}\`?`,
              source.placeOfKey([...path, key]),
            )
          : null;
      },
    );
  if (value === undefined && path.length > 0) {
    return [finding("missing-field", `\`${name}\` is missing${hintOf(issue)}`, source.placeOf(path.slice(0, -1)))];
  }
  return [finding("plan-shape", `\`${name}\`: ${plainMessage(issue, value)}`, source.placeOf(path))];
}

const namesIn = (path: Path, value: unknown) =>
  typeof value === "object" && value !== null ? namesAt(path).filter((name) => name in value) : [];

/** A step of two kinds, or two operations in one entry. */
const isDouble = (path: Path, value: unknown): boolean =>
  path.length === (path[0] === "operations" ? 2 : 3) && namesIn(path, value).length > 1;

function unionFindings(
  value: unknown,
  path: Path,
  shape: (message: string, fix?: string) => Finding,
  slip: (key: string) => Finding | null,
): readonly Finding[] {
  if (path.at(-1) === "check")
    return [
      shape(
        "A check says one of `none` (a query that must return no row), `equal` (two queries) and `copy` (two tables)",
      ),
    ];
  const isOperation = path[0] === "operations";
  const [a, noun, example] = isOperation
    ? ["An operation", "operation", "set-default: { table: …, column: …, default: … }"]
    : ["A step", "step", "sql: …"];
  const kinds = `${a} is one of ${namesAt(path).join(", ")}.`;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [shape(`${a} is a mapping such as \`${example}\``, kinds)];
  const given = namesIn(path, value);
  if (given.length > 1)
    return [shape(`This ${noun} is both ${given.map((kind) => `\`${kind}\``).join(" and ")}; make one of each`, kinds)];
  const slips = Object.keys(value).flatMap((key) => slip(key) ?? []);
  if (slips.length > 0) return slips;
  const [unknown] = Object.keys(value);
  if (isOperation && unknown !== undefined) return [shape(`There is no operation \`${unknown}\``, kinds)];
  return [shape(`This ${noun} does not say what it does`, kinds)];
}

const hintOf = (issue: Issue): string =>
  issue.code === "invalid_value" ? `; write ${issue.values.map(String).join(" or ")}` : "";

function plainMessage(issue: Issue, value: unknown): string {
  if (issue.code === "invalid_type") return `expected ${NAMES[issue.expected] ?? issue.expected}, not ${kindOf(value)}`;
  if (issue.code === "invalid_value")
    return `must be ${issue.values.map(String).join(" or ")}, not ${JSON.stringify(value)}`;
  return issue.message;
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  array: "a list",
  object: "a mapping",
  int: "a whole number",
  record: "a mapping",
  tuple: "a list",
  number: "a number",
};

function kindOf(value: unknown): string {
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return "a list";
  return (
    { string: "a text", number: "a number", boolean: "a truth value", object: "a mapping" }[typeof value as string] ??
    typeof value
  );
}

const withoutTwins = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((it) => [`${it.line}:${it.column}:${it.message}`, it])).values(),
];
