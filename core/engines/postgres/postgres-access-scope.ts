import { listOf, type Node, nodeOf, stringOf, textOf } from "./postgres-syntax.ts";

/** A column that is asked for, with all through which it can be reached. */
export interface ReachedColumn {
  readonly column: string;
  /** The table, and tables that inherit from it or are its partitions. */
  readonly relations: readonly RelationName[];
  /** Views that depend on the column, over any number of others. */
  readonly views: readonly RelationName[];
}
export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

/** What the names of one query mean. */
export interface Scope {
  /** Names that stand for the table: its own or an alias. */
  readonly targets: ReadonlySet<string>;
  /** Every other name of FROM. */
  readonly others: ReadonlySet<string>;
  /** Columns that queries in FROM give: an unqualified name may be one of these. */
  readonly outputs: ReadonlySet<string>;
}

/** Where something stands: the queries around it, innermost first, and the names of WITH that it sees. */
export interface Surroundings {
  readonly scopes: readonly Scope[];
  /** Name to the columns that it gives. */
  readonly common: ReadonlyMap<string, readonly string[]>;
}

/** Without a schema the name may mean any of them; a name of WITH hides tables. */
export function namesOneOf(
  rangeVar: Node | null,
  relations: readonly RelationName[],
  { common }: Pick<Surroundings, "common">,
): boolean {
  const name = textOf(rangeVar, "relname");
  const schema = textOf(rangeVar, "schemaname");
  if (name === null || (schema === null && common.has(name))) return false;
  return relations.some((it) => it.name === name && (schema === null || it.schema === schema));
}

export const nameOfRangeVar = (rangeVar: Node | null): string | null =>
  textOf(nodeOf(rangeVar, "alias"), "aliasname") ?? textOf(rangeVar, "relname");

/** The scope of a query over these items of FROM. */
export function scopeOf(items: readonly unknown[], asked: ReachedColumn, around: Surroundings): Scope {
  const found = { targets: new Set<string>(), others: new Set<string>(), outputs: new Set<string>() };
  const add = (item: unknown): void => {
    const join = nodeOf(item, "JoinExpr");
    if (join) {
      add(join.larg);
      add(join.rarg);
      return;
    }
    const table = nodeOf(item, "RangeVar");
    const name = nameOfRangeVar(table);
    if (table && name !== null) {
      (namesOneOf(table, asked.relations, around) ? found.targets : found.others).add(name);
      for (const output of outputsOfCommon(table, around)) found.outputs.add(output);
      return;
    }
    const query = nodeOf(item, "RangeSubselect");
    const alias = textOf(nodeOf(query, "alias"), "aliasname");
    if (alias !== null) found.others.add(alias);
    for (const output of outputsOf(nodeOf(nodeOf(query, "subquery"), "SelectStmt"))) found.outputs.add(output);
  };
  for (const item of items) add(item);
  return found;
}

function outputsOfCommon(table: Node, { common }: Surroundings): readonly string[] {
  const isBare = textOf(table, "schemaname") === null;
  return isBare ? (common.get(textOf(table, "relname") ?? "") ?? []) : [];
}

/** The names of the columns that a query gives, as far as they are written. */
export function outputsOf(select: Node | null): readonly string[] {
  const left = nodeOf(select, "larg");
  if (left) return outputsOf(left);
  return listOf(select, "targetList").flatMap((target) => {
    const result = nodeOf(target, "ResTarget");
    const given = textOf(result, "name");
    if (given !== null) return [given];
    return stringOf(listOf(nodeOf(nodeOf(result, "val"), "ColumnRef"), "fields").at(-1)) ?? [];
  });
}
