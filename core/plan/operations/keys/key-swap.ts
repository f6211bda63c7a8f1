import type { IndexStep } from "#core/domain/plan-document.ts";
import type { OperationConstraint, OperationIndex, OperationTable } from "../facts/table-facts.ts";
import { indexDefinition } from "../indexes/index-definition.ts";
import type { OperationSql } from "../operation.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { deferrable } from "../sql/deferrable.ts";

/** A primary key or unique constraint that passes to other columns. */
export interface KeySwap {
  readonly constraint: OperationConstraint;
  readonly index: OperationIndex;
  /** Built over the new columns before the swap. */
  readonly twin: string;
  /** The old unique constraint after the swap, or for a primary key a unique index over the old columns. */
  readonly old: string;
}

/** Keys of a table over one of the columns, each with the names that it has meanwhile. */
export function keySwapsOf(
  { constraints, indexes }: OperationTable,
  columns: readonly string[],
  next: () => string,
): readonly KeySwap[] {
  return constraints.flatMap((constraint) => {
    const index = indexes.find((it) => it.constraint === constraint.name);
    const isKey = constraint.kind === "primary-key" || constraint.kind === "unique";
    if (!isKey || !index?.columns.some((it) => columns.includes(it))) return [];
    return [{ constraint, index, twin: next(), old: next() }];
  });
}

/** Indexes to build before: over the new columns, and for a primary key over the old ones, for the way back. */
export async function keyIndexes(
  { constraint, index, twin, old }: KeySwap,
  { table, columns }: { readonly table: string; readonly columns: Readonly<Record<string, string>> },
  sql: OperationSql,
): Promise<readonly IndexStep[]> {
  const step = async (name: string, title: string, names: Readonly<Record<string, string>>): Promise<IndexStep> => ({
    name: title,
    index: await indexDefinition(index, { name, on: table, names }, sql),
    // The way back of the swap makes a constraint of it, or takes it away with one.
    undo: `DROP INDEX IF EXISTS ${sql.table({ schema: index.ref.schema, name })}`,
  });
  const fresh = await step(twin, `Build the index of ${constraint.name} again`, columns);
  if (constraint.kind === "unique") return [fresh];
  return [fresh, await step(old, `Build the index that brings ${constraint.name} back`, {})];
}

/** The constraint goes to the index over the new columns, under its own name; the old one stays under another. */
export function keySwap(
  { constraint, index, twin, old }: KeySwap,
  table: string,
  sql: OperationSql,
): readonly ContractStatement[] {
  const name = sql.name(constraint.name);
  const kind = constraint.kind === "primary-key" ? "PRIMARY KEY" : "UNIQUE";
  const using = (by: string) =>
    `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${kind} USING INDEX ${sql.name(by)}${deferrable(constraint.deferrable)}`;
  const settings = settingsOf(constraint, index, table, sql);
  const drop = `ALTER TABLE ${table} DROP CONSTRAINT ${name}`;
  const away = `ALTER TABLE ${table} RENAME CONSTRAINT ${name} TO ${sql.name(old)}`;
  const back = `ALTER TABLE ${table} RENAME CONSTRAINT ${sql.name(old)} TO ${name}`;
  const isPrimary = constraint.kind === "primary-key";
  const all = (statements: readonly string[]) => statements.join(";\n");
  return [
    {
      stage: "detach",
      sql: isPrimary ? drop : away,
      mirror: isPrimary ? all([using(old), ...settings]) : all([back, ...settings]),
    },
    { stage: "attach", sql: all([using(twin), ...settings]), mirror: drop },
  ];
}

/** What a constraint's name and its index carry besides their definition. */
function settingsOf(
  constraint: OperationConstraint,
  index: OperationIndex,
  table: string,
  sql: OperationSql,
): readonly string[] {
  const name = sql.name(constraint.name);
  const of = sql.table(index.ref);
  return [
    ...(constraint.comment === null
      ? []
      : [`COMMENT ON CONSTRAINT ${name} ON ${table} IS ${sql.text(constraint.comment)}`]),
    ...(index.comment === null ? [] : [`COMMENT ON INDEX ${of} IS ${sql.text(index.comment)}`]),
    ...(index.clustered ? [`ALTER TABLE ${table} CLUSTER ON ${name}`] : []),
    ...(index.replicaIdentity ? [`ALTER TABLE ${table} REPLICA IDENTITY USING INDEX ${name}`] : []),
  ];
}
