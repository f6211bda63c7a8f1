import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  snippetCompletion,
} from "@codemirror/autocomplete";
import { STEP_SNIPPETS } from "./plan-snippets.ts";
import { type SchemaNode, schemaNodesAt } from "./schema-node.ts";
import { type YamlPlace, yamlPlaceAt } from "./yaml-place.ts";

/** What completion knows beside the document: read anew at each keystroke. */
export interface CompletionFacts {
  readonly schema: SchemaNode | null;
  /** Names of tables of the database that the plan is checked against. */
  readonly tables: readonly string[];
}

const isStepList = (path: readonly string[]) => path.length === 2 && path[0] === "phases";
const isStep = (path: readonly string[]) => path.length === 3 && path[0] === "phases" && path[2] === "[]";

function snippetsFor(place: YamlPlace, context: CompletionContext): Completion[] {
  const dash = isStepList(place.path) ? "- " : "";
  // CodeMirror indents the lines of a snippet like the line it is put into; a dash on that line adds its own width.
  const lineText = context.state.doc.lineAt(context.pos).text;
  const indent = lineText.length - lineText.trimStart().length;
  const extra = " ".repeat(Math.max(0, place.column - indent - (place.hasDash ? 2 : 0)));
  return STEP_SNIPPETS.map(({ kind, info, body }) =>
    snippetCompletion(dash + body.replaceAll("\n", `\n${extra}`), {
      label: `${dash}${kind}`,
      info,
      type: "class",
      boost: 2,
    }),
  );
}

function keyCompletion(place: YamlPlace, key: string, child: SchemaNode, isRequired: boolean): Completion {
  const opens = (child.type === "object" || child.type === "array") && isStructural(place.path);
  return {
    label: key,
    type: "property",
    detail: isRequired ? "required" : "optional",
    apply: opens ? `${key}:\n${" ".repeat(place.column + 2)}` : `${key}: `,
    boost: isRequired ? 1 : 0,
    ...(child.description ? { info: child.description } : {}),
  };
}

function keyCompletions(place: YamlPlace, nodes: readonly SchemaNode[]): Completion[] {
  const found = new Map<string, Completion>();
  for (const { properties = {}, required = [] } of nodes) {
    if (!place.siblings.every((key) => key in properties)) continue;
    for (const [key, child] of Object.entries(properties)) {
      if (place.siblings.includes(key) || found.has(key)) continue;
      found.set(key, keyCompletion(place, key, child, required.includes(key)));
    }
  }
  return [...found.values()];
}

/** `phases` and its five lists are written over several lines; what is inside a step may stand on one. */
const isStructural = (path: readonly string[]) => path.length <= 1;

function valueCompletions(place: YamlPlace, nodes: readonly SchemaNode[], tables: readonly string[]): Completion[] {
  const values = nodes.flatMap((node) => [...(node.const === undefined ? [] : [node.const]), ...(node.enum ?? [])]);
  const options: Completion[] = [...new Set(values)].map((value) => ({ label: String(value), type: "enum" }));
  const key = place.path.at(-1);
  if (key === "undo" && options.length === 0) {
    options.push({
      label: "none",
      type: "enum",
      info: "Cannot be undone: shown to the approver as the point of no return",
    });
  }
  if (key === "table") options.push(...tables.map((label) => ({ label, type: "variable", detail: "table" })));
  return options;
}

function optionsAt(place: YamlPlace, { schema, tables }: CompletionFacts, context: CompletionContext): Completion[] {
  if (!schema) return [];
  const nodes = schemaNodesAt(schema, place.path);
  if (place.kind === "value") return valueCompletions(place, nodes, tables);
  const beginsStep = isStep(place.path) && place.siblings.length === 0;
  if (beginsStep || isStepList(place.path)) return snippetsFor(place, context);
  return keyCompletions(place, nodes);
}

/** Offers what the plan's JSON Schema allows at the cursor: keys, values, whole steps. */
export function planCompletion(facts: () => CompletionFacts): CompletionSource {
  return (context): CompletionResult | null => {
    const place = yamlPlaceAt(context.state.doc.toString(), context.pos);
    if (!place) return null;
    if (place.prefix === "" && !context.explicit && !place.hasDash) return null;
    const options = optionsAt(place, facts(), context);
    if (options.length === 0) return null;
    return { from: context.pos - place.prefix.length, options, validFor: /^[\w. -]*$/ };
  };
}
