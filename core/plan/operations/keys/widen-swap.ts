import type { OperationSql } from "../operation.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { sequenceSwap } from "../sql/sequence-swap.ts";
import type { WidenedColumn, WidenedTable } from "./widened-key.ts";

export interface WidenNames {
  /** Constraint over a new column that says NOT NULL: PostgreSQL 18 knows it by name. */
  notNull(column: WidenedColumn): string;
  /** Check that an old column is not NULL: SET NOT NULL then reads no row on the way back. */
  proof(column: WidenedColumn): string;
  sequence(column: WidenedColumn): string;
}

/** The twin takes the column's name, default, sequence and NOT NULL; the old column stays beside it under another name. */
export function widenSwap(
  { table, columns }: WidenedTable,
  names: WidenNames,
  { version, sql }: { readonly version: number; readonly sql: OperationSql },
): readonly ContractStatement[] {
  const on = sql.table(table.ref);
  return columns.flatMap((it) => {
    const { column, twin, old } = it;
    const [name, spare, behind] = [column.name, twin, old].map((each) => sql.name(each));
    const rename = (from = "", to = "") => `ALTER TABLE ${on} RENAME COLUMN ${from} TO ${to}`;
    const swap = { column, table: on, schema: table.ref.schema, from: old, to: column.name, spare: names.sequence(it) };
    return [
      { stage: "old-away", sql: rename(name, behind), mirror: rename(behind, name) },
      { stage: "new-in", sql: rename(spare, name), mirror: rename(name, spare) },
      ...(column.notNull ? [zeroDefault(on, column.name, sql)] : []),
      ...sequenceSwap(swap, sql),
      ...(column.notNull ? notNullSwap(on, it, names, { version, sql }) : []),
    ] satisfies readonly ContractStatement[];
  });
}

function zeroDefault(on: string, column: string, sql: OperationSql): ContractStatement {
  const alter = `ALTER TABLE ${on} ALTER COLUMN ${sql.name(column)}`;
  return { stage: "settings", sql: `${alter} DROP DEFAULT`, mirror: `${alter} SET DEFAULT 0` };
}

function notNullSwap(
  on: string,
  column: WidenedColumn,
  names: WidenNames,
  { version, sql }: { readonly version: number; readonly sql: OperationSql },
): readonly ContractStatement[] {
  const old = sql.name(column.old);
  const own = column.column.notNullName;
  const isNamed = version >= NAMED_NOT_NULL_SINCE && own !== null;
  const set = isNamed
    ? `ALTER TABLE ${on} ADD CONSTRAINT ${sql.name(own)} NOT NULL ${old}`
    : `ALTER TABLE ${on} ALTER COLUMN ${old} SET NOT NULL`;
  const drop = {
    stage: "settings",
    sql: `ALTER TABLE ${on} ALTER COLUMN ${old} DROP NOT NULL`,
    mirror: set,
  };
  if (!isNamed) return [drop] as readonly ContractStatement[];
  const rename = (from: string, to: string) =>
    `ALTER TABLE ${on} RENAME CONSTRAINT ${sql.name(from)} TO ${sql.name(to)}`;
  const spare = names.notNull(column);
  return [
    drop,
    { stage: "settings", sql: rename(spare, own), mirror: rename(own, spare) },
  ] as readonly ContractStatement[];
}
const NAMED_NOT_NULL_SINCE = 180_000;
