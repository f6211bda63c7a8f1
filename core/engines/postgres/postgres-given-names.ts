import type { AnalysedStatement, NamedThing } from "#core/analysis/analysed-statement.ts";
import type { ConstraintSpec } from "#core/analysis/change-specs.ts";
import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import type { SourcePlace } from "#core/analysis/source-place.ts";
import { placeOfName, type ReadContext } from "./postgres-read-context.ts";

type What = NamedThing["what"];
type Given = readonly [What, string | null, SourcePlace?];

/** The names that a statement gives, before the server cuts them. */
export function namesGiven(context: ReadContext, changes: readonly SchemaChange[]): AnalysedStatement["gives"] {
  return changes.flatMap(given).flatMap(([what, name, place]) =>
    name === null
      ? []
      : [
          {
            what,
            ...asWritten(context, name),
            place: place ?? placeOfName(context, name),
          },
        ],
  );
}

/** The parser has cut a long name already: the text still has it whole. */
function asWritten({ source, start, end }: ReadContext, name: string): Pick<NamedThing, "name" | "bytes"> {
  const bytes = Buffer.byteLength(name);
  if (bytes < 60) return { name, bytes };
  for (const token of source.tokensFrom(start)) {
    if (token.start >= end) break;
    if (token.name.startsWith(name)) return { name: token.name, bytes: Buffer.byteLength(token.name) };
  }
  return { name, bytes };
}

const constraints = (specs: readonly ConstraintSpec[]): readonly Given[] =>
  specs.map(({ name, place }) => ["constraint", name, place] as const);

function ofTable({ table, spec, place }: ChangeOf<"create-table">): readonly Given[] {
  return [
    ["table", table.name, place],
    ...spec.columns.flatMap((it): readonly Given[] => [["column", it.name, it.place], ...constraints(it.constraints)]),
    ...constraints(spec.constraints),
  ];
}

const RENAMED: Readonly<Record<string, What>> = {
  index: "index",
  view: "view",
  "materialized-view": "view",
  sequence: "sequence",
  type: "type",
  domain: "type",
  function: "function",
  schema: "schema",
  trigger: "trigger",
  policy: "policy",
  column: "column",
};

function given(change: SchemaChange): readonly Given[] {
  switch (change.kind) {
    case "create-table":
      return ofTable(change);
    case "add-column":
      return [["column", change.column.name, change.column.place], ...constraints(change.column.constraints)];
    case "add-constraint":
      return constraints([change.constraint]);
    case "create-index":
      return [["index", change.index.name]];
    case "create-view":
      return [["view", change.view.name, change.place]];
    case "create-sequence":
      return [["sequence", change.sequence.name, change.place]];
    case "create-trigger":
      return [["trigger", change.name]];
    case "create-policy":
      return [["policy", change.name]];
    case "rename-table":
      return [["table", change.to]];
    case "rename-column":
      return [["column", change.to]];
    case "rename-constraint":
      return [["constraint", change.to]];
    case "rename-object":
      return [[RENAMED[change.object] ?? "type", change.to]];
    default:
      return givenByOther(change);
  }
}

function givenByOther(change: SchemaChange): readonly Given[] {
  switch (change.kind) {
    case "create-function":
      return [["function", change.function.name]];
    case "create-domain":
      return [["type", change.domain.name]];
    case "create-enum":
    case "create-composite":
      return [["type", change.type.name]];
    case "create-schema":
      return [["schema", change.schema]];
    default:
      return [];
  }
}
