import type { TableRef } from "../introspector.ts";
import { tableOf } from "./postgres-name-uses.ts";
import { isNode, listOf, nodeOf, textOf } from "./postgres-syntax.ts";

/** Something in FROM, under the name by which its columns are called. */
export interface Range {
  readonly name: string;
  readonly schema: string | null;
  /** It is the table that is asked about. */
  readonly isTable: boolean;
  /** `t(a, b)`: its columns go by position. */
  readonly hasColumnNames: boolean;
}

/** What FROM holds, with both sides of joins. A join that has a name of its own hides what it is made of. */
export const rangesOf = (from: readonly unknown[], table: Required<TableRef>): readonly Range[] =>
  from.flatMap((item) => (isNode(item) ? rangesOfItem(item, table) : []));

function rangesOfItem(item: Readonly<Record<string, unknown>>, table: Required<TableRef>): readonly Range[] {
  const join = nodeOf(item, "JoinExpr");
  if (join) {
    const inner = rangesOf([join.larg, join.rarg], table);
    const name = textOf(nodeOf(join, "alias"), "aliasname");
    if (name === null) return inner;
    return [{ name, schema: null, isTable: inner.some(({ isTable }) => isTable), hasColumnNames: true }];
  }
  const sampled = nodeOf(nodeOf(item, "RangeTableSample"), "relation");
  if (sampled) return rangesOfItem(sampled, table);
  const variable = nodeOf(item, "RangeVar");
  const alias = nodeOf(variable ?? Object.values(item).find(isNode), "alias");
  const ref = tableOf(variable);
  const name = textOf(alias, "aliasname") ?? ref?.name ?? "";
  const isTable = ref?.name === table.name && (ref.schema === undefined || ref.schema === table.schema);
  return [
    {
      name,
      schema: alias ? null : (ref?.schema ?? null),
      isTable,
      hasColumnNames: listOf(alias, "colnames").length > 0,
    },
  ];
}
