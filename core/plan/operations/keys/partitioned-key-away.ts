import type { SqlStep } from "#core/domain/plan-document.ts";
import type { OperationConstraint } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { spareName } from "../sql/spare-name.ts";
import { stagedLocks } from "../sql/staged-locks.ts";

/**
 * Before PostgreSQL 18 a foreign key comes back on a partitioned table without a scan only where each partition has proved its own.
 * So these stand ready under spare names before the key goes, and go last; undone, they are bound, proved and taken over.
 */
export function partitionedKeyAway(
  key: OperationConstraint,
  parts: readonly OperationConstraint[],
  context: OperationContext,
): readonly SqlStep[] {
  const { sql } = context;
  const parent = key.references?.table ?? key.table;
  const drain = `LOCK TABLE ${sql.table(parent)} IN SHARE ROW EXCLUSIVE MODE`;
  const twins = parts.map((part) => twinOf(part, context));
  const add = twins.map((it) => it.add).join(";\n");
  const drop = twins.map((it) => it.drop).join(";\n");
  const name = sql.name(key.name);
  const alter = `ALTER TABLE ${sql.table(key.table)}`;
  const described =
    key.comment === null
      ? []
      : [`COMMENT ON CONSTRAINT ${name} ON ${sql.table(key.table)} IS ${sql.text(key.comment)}`];
  return [
    {
      sql: `${drain};\n${add}`,
      undo: `${stagedLocks(parent, key.table, sql)};\n${drop}`,
      name: `Have twins of ${key.name} on the partitions ready for a rollback`,
    },
    ...twins.map((it) => ({ sql: it.validate, undo: "keep", name: `Prove the twin on ${it.table}` })),
    {
      sql: `${stagedLocks(parent, key.table, sql)};\n${alter} DROP CONSTRAINT ${name}`,
      undo: [
        drain,
        ...twins.map((it) => it.takeOver),
        `${alter} ADD CONSTRAINT ${name} ${key.definition}`,
        ...described,
      ].join(";\n"),
      name: `Drop foreign key ${key.name} of ${key.table.name}`,
    },
    ...twins.map((it) => ({
      sql: it.validate,
      undo: it.validate,
      name: `Make sure that the twin on ${it.table} is proved; its undo proves it again`,
    })),
    {
      sql: `${stagedLocks(parent, key.table, sql)};\n${drop}`,
      undo: `${drain};\n${add}`,
      name: `Drop the twins of ${key.name}`,
    },
  ];
}

function twinOf(part: OperationConstraint, context: OperationContext) {
  const { sql } = context;
  const alter = `ALTER TABLE ${sql.table(part.table)}`;
  const spare = sql.name(spareName(context, "twin", part.table.schema, part.table.name, part.name));
  return {
    table: part.table.name,
    add: `${alter} ADD CONSTRAINT ${spare} ${part.definition} NOT VALID`,
    drop: `${alter} DROP CONSTRAINT IF EXISTS ${spare}`,
    validate: `${alter} VALIDATE CONSTRAINT ${spare}`,
    takeOver: `${alter} RENAME CONSTRAINT ${spare} TO ${sql.name(part.name)}`,
  };
}
