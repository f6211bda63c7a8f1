import type { SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { ContractStatement } from "./column-twin.ts";
import { foreignKeyText } from "./foreign-key-text.ts";
import { lockTables } from "./lock-tables.ts";
import type { OperationSql } from "./operation.ts";
import { sqlScript } from "./sql-script.ts";
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

/** The old key goes, the new one takes its name; on the way back the old one stands ready under a name of its own. */
export function foreignKeySwap({ constraint, twin, back }: WidenedForeignKey, sql: OperationSql) {
  const alter = `ALTER TABLE ${sql.table(constraint.table)}`;
  const name = sql.name(constraint.name);
  const statements: readonly ContractStatement[] = [
    {
      stage: "detach",
      sql: `${alter} DROP CONSTRAINT ${name}`,
      mirror: `${alter} RENAME CONSTRAINT ${sql.name(back)} TO ${name}`,
    },
    {
      stage: "attach",
      sql: `${alter} RENAME CONSTRAINT ${sql.name(twin)} TO ${name}`,
      mirror: `${alter} DROP CONSTRAINT ${name}`,
    },
    ...commentOf(constraint, constraint.name, sql),
  ];
  return statements;
}

/** For a rollback after the swap: the old key over the old columns again. */
export function foreignKeyBack(key: WidenedForeignKey, all: WidenedKey, sql: OperationSql) {
  const { constraint, back } = key;
  const alter = `ALTER TABLE ${sql.table(constraint.table)}`;
  return {
    add: [
      `${alter} ADD CONSTRAINT ${sql.name(back)} ${textOver(key, all, "old", sql)}`,
      ...commentOf(constraint, back, sql).map((it) => it.sql),
    ],
    validate: constraint.validated ? [`${alter} VALIDATE CONSTRAINT ${sql.name(back)}`] : [],
  };
}

function textOver({ constraint }: WidenedForeignKey, all: WidenedKey, side: "twin" | "old", sql: OperationSql): string {
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

/** Columns of a table by the names that their twins have, or that they have themselves after the swap. */
export function namesOn(
  { tables }: WidenedKey,
  ref: TableRef,
  columns: readonly string[],
  side: "twin" | "old",
): readonly string[] {
  const widened = tables.find(({ table }) => table.ref.schema === ref.schema && table.ref.name === ref.name);
  return columns.map((name) => widened?.columns.find((it) => it.column.name === name)?.[side] ?? name);
}

const commentOf = (
  { table, comment }: WidenedForeignKey["constraint"],
  name: string,
  sql: OperationSql,
): readonly ContractStatement[] =>
  comment === null
    ? []
    : [
        {
          stage: "attach",
          sql: `COMMENT ON CONSTRAINT ${sql.name(name)} ON ${sql.table(table)} IS ${sql.text(comment)}`,
          mirror: null,
        },
      ];

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];
