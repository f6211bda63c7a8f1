import type { AnalysedStatement } from "../analysed-statement.ts";
import type { ChangeOf, SchemaChange } from "../schema-change.ts";

/** The change of a statement that makes just one, if it is of that kind: an ALTER TABLE of several cannot be cut mechanically. */
export function onlyChange<const Kind extends SchemaChange["kind"]>(
  { changes }: AnalysedStatement,
  kind: Kind,
): ChangeOf<Kind> | null {
  const [change, ...others] = changes;
  const isOfKind = (it: SchemaChange): it is ChangeOf<Kind> => it.kind === kind;
  return change && others.length === 0 && isOfKind(change) ? change : null;
}
