import type { SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationSql } from "../operation.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { lockTables } from "../sql/lock-tables.ts";
import { sqlScript } from "../sql/sql-script.ts";
import { foreignKeyText } from "./foreign-key-text.ts";
import type { WidenedForeignKey, WidenedKey } from "./widened-key.ts";

/** The key over the twins, added without a scan and then validated. */
export function foreignKeySteps(key: WidenedForeignKey, all: WidenedKey, sql: OperationSql): readonly StepDocument[] {
  const { constraint, twin } = key;
  const [child, parent] = [sql.table(constraint.table), sql.table(constraint.references.table)];
  const drop = `ALTER TABLE ${child} DROP CONSTRAINT IF EXISTS ${sql.name(twin)}`;
  const add: SqlStep = {
    name: `Add ${constraint.name} over the new columns, not checked yet`,
    sql: sqlScript([
      // ADD FOREIGN KEY locks the child first, clients the parent.
      `LOCK TABLE ${parent} IN SHARE ROW EXCLUSIVE MODE`,
      `ALTER TABLE ${child} ADD CONSTRAINT ${sql.name(twin)} ${textOver(key, all, "twin", sql)}`,
    ]),
    undo: sqlScript([...lockTables(distinct([parent, child])), drop]),
  };
  if (!constraint.validated) return [add];
  const validate: SqlStep = {
    name: `Check ${constraint.name} over the new columns`,
    sql: `ALTER TABLE ${child} VALIDATE CONSTRAINT ${sql.name(twin)}`,
    undo: "keep",
  };
  return [add, validate];
}

/** The old key goes, the new one takes its name; on the way back the old one is added unchecked. */
export function foreignKeySwap(key: WidenedForeignKey, all: WidenedKey, sql: OperationSql) {
  const { constraint, twin } = key;
  const alter = `ALTER TABLE ${sql.table(constraint.table)}`;
  const name = sql.name(constraint.name);
  const comment = commentOf(constraint, sql);
  const rename = `${alter} RENAME CONSTRAINT ${sql.name(twin)} TO ${name}`;
  const add = `${alter} ADD CONSTRAINT ${name} ${textOver(key, all, null, sql)}`;
  const drop = `${alter} DROP CONSTRAINT ${name}`;
  return [
    { stage: "detach", sql: drop, mirror: [add, ...comment].join(";\n") },
    { stage: "attach", sql: [rename, ...comment].join(";\n"), mirror: drop },
  ] satisfies readonly ContractStatement[];
}

/** Undo of a step before the swap: checks what the way back has added, and reads nothing where there was no way back. */
export const foreignKeyChecks = ({ foreignKeys }: WidenedKey, sql: OperationSql): readonly string[] =>
  foreignKeys
    .filter(({ constraint }) => constraint.validated)
    .map(
      ({ constraint }) => `ALTER TABLE ${sql.table(constraint.table)} VALIDATE CONSTRAINT ${sql.name(constraint.name)}`,
    );

function textOver({ constraint }: WidenedForeignKey, all: WidenedKey, side: "twin" | null, sql: OperationSql): string {
  const { table, columns, references } = constraint;
  return foreignKeyText(
    constraint,
    {
      columns: namesOn(all, table, columns, side),
      table: sql.table(references.table),
      references: namesOn(all, references.table, references.columns, side),
    },
    sql,
  );
}

function namesOn(
  { tables }: WidenedKey,
  ref: TableRef,
  columns: readonly string[],
  side: "twin" | null,
): readonly string[] {
  const widened = tables.find(({ table }) => table.ref.schema === ref.schema && table.ref.name === ref.name);
  return columns.map((name) => (side && widened?.columns.find((it) => it.column.name === name)?.[side]) ?? name);
}

const commentOf = ({ name, table, comment }: WidenedForeignKey["constraint"], sql: OperationSql): readonly string[] =>
  comment === null ? [] : [`COMMENT ON CONSTRAINT ${sql.name(name)} ON ${sql.table(table)} IS ${sql.text(comment)}`];

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];
