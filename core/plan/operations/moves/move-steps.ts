import type { Phase } from "#core/domain/phase.ts";
import type { SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import type { OperationContext, OperationSql } from "../operation.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { DEFAULT_SOAK } from "../rules/default-soak.ts";
import type { QuietFill } from "../rules/quiet-fill.ts";
import { lockTables } from "../sql/lock-tables.ts";
import { sqlScript } from "../sql/sql-script.ts";
import { swapStep } from "../sql/swap-step.ts";
import { moveTriggers } from "./move-triggers.ts";
import { type MovedColumn, movedAway, movedFlag } from "./moved-column.ts";

type Steps = { readonly [P in Phase]: readonly StepDocument[] };

export function moveSteps(moved: MovedColumn, fill: QuietFill, context: OperationContext, soak = DEFAULT_SOAK): Steps {
  const { sql } = context;
  const { from, to, column, name } = moved;
  return {
    expand: [...addColumn(moved, context), install(moved, sql), ...freeOld(moved, sql)],
    backfill: [
      {
        name: `Fill ${name} of ${to.ref.name}`.slice(0, 120),
        backfill: {
          table: sql.table(to.ref),
          set: { [name]: valueOver(moved, sql), [movedFlag(moved)]: "true" },
          where: `${sql.name(movedFlag(moved))} IS NULL`,
          ...fill.fields,
        },
        undo: "keep",
      },
    ],
    verify: checks(moved, sql),
    cutover: [
      {
        gate: {
          ask: `Is the release that reads and writes ${name} of ${to.ref.name}, and no longer ${column.name} of ${from.ref.name}, on every host?`,
        },
      },
    ],
    contract: [
      swap(moved, sql),
      { soak: { for: soak, why: "Until then a rollback gives the old column its name back without a loss" } },
      {
        name: `Drop ${column.name} of ${from.ref.name}: from here on there is no way back`.slice(0, 120),
        sql: sqlScript([
          ...lockTables([sql.table(from.ref), sql.table(to.ref)]),
          ...moveTriggers(moved, sql).remove,
          `ALTER TABLE ${sql.table(from.ref)} DROP COLUMN ${sql.name(movedAway(moved))}`,
          `ALTER TABLE ${sql.table(to.ref)} DROP COLUMN ${sql.name(movedFlag(moved))}`,
        ]),
        undo: "none",
      },
    ],
  };
}

/** The value over a row of the other table; its own columns are named with it, since both tables may have them. */
function valueOver({ from, to, column, pairs }: MovedColumn, sql: OperationSql): string {
  const isMine = pairs
    .map(({ there, here }) => `s.${sql.name(here)} = ${sql.name(to.ref.name)}.${sql.name(there)}`)
    .join(" AND ");
  return `(SELECT s.${sql.name(column.name)} FROM ${sql.table(from.ref)} AS s WHERE ${isMine})`;
}

const proofOf = ({ tag }: MovedColumn): string => `_slc_${tag}_p`;
const NAMED_NOT_NULL_SINCE = 180_000;

/** The undo of the first step makes the old column NOT NULL again, which the undo of later steps has proved. */
function addColumn(moved: MovedColumn, { sql, version }: OperationContext): readonly SqlStep[] {
  const { from, to, column, name } = moved;
  const [here, there] = [sql.table(from.ref), sql.table(to.ref)];
  const own = sql.name(column.name);
  const collation = column.collation === null ? "" : ` COLLATE ${column.collation}`;
  const setNotNull =
    version >= NAMED_NOT_NULL_SINCE && column.notNullName !== null
      ? `ALTER TABLE ${here} ADD CONSTRAINT ${sql.name(column.notNullName)} NOT NULL ${own}`
      : `ALTER TABLE ${here} ALTER COLUMN ${own} SET NOT NULL`;
  const drop = `ALTER TABLE ${here} DROP CONSTRAINT IF EXISTS ${sql.name(proofOf(moved))}`;
  const proof = `ALTER TABLE ${here} ADD CONSTRAINT ${sql.name(proofOf(moved))} CHECK (${own} IS NOT NULL) NOT VALID`;
  const validate = `ALTER TABLE ${here} VALIDATE CONSTRAINT ${sql.name(proofOf(moved))}`;
  const add: SqlStep = {
    name: `Add ${name} to ${to.ref.name}`.slice(0, 120),
    sql: sqlScript([
      `ALTER TABLE ${there} ADD COLUMN ${sql.name(name)} ${column.type}${collation}`,
      ...(column.comment === null
        ? []
        : [`COMMENT ON COLUMN ${there}.${sql.name(name)} IS ${sql.text(column.comment)}`]),
    ]),
    undo: `ALTER TABLE ${there} DROP COLUMN IF EXISTS ${sql.name(name)}`,
  };
  if (!column.notNull) return [add];
  return [
    add,
    {
      name: `Note that ${column.name} is not NULL, for the way back`.slice(0, 120),
      sql: proof,
      undo: sqlScript([setNotNull, drop]),
    },
    {
      name: `Check that ${column.name} is not NULL; a rollback checks it again here`.slice(0, 120),
      sql: validate,
      undo: validate,
    },
  ];
}

function install(moved: MovedColumn, sql: OperationSql): SqlStep {
  const [here, there] = [sql.table(moved.from.ref), sql.table(moved.to.ref)];
  const flag = sql.name(movedFlag(moved));
  const { install: triggers, remove } = moveTriggers(moved, sql);
  return {
    name: `Keep both columns in step`,
    sql: sqlScript([
      `LOCK TABLE ${here}, ${there} IN SHARE ROW EXCLUSIVE MODE`,
      `ALTER TABLE ${there} ADD COLUMN ${flag} boolean`,
      ...triggers,
    ]),
    undo: sqlScript([...lockTables([here, there]), ...remove, `ALTER TABLE ${there} DROP COLUMN IF EXISTS ${flag}`]),
  };
}

/** A new release writes rows without the old column. */
function freeOld(moved: MovedColumn, sql: OperationSql): readonly SqlStep[] {
  const { from, column } = moved;
  if (!column.notNull) return [];
  const alter = `ALTER TABLE ${sql.table(from.ref)}`;
  const own = sql.name(column.name);
  return [
    {
      name: `Let new releases leave ${column.name} out`.slice(0, 120),
      sql: sqlScript([
        `${alter} DROP CONSTRAINT ${sql.name(proofOf(moved))}`,
        `${alter} ALTER COLUMN ${own} DROP NOT NULL`,
      ]),
      undo: `${alter} ADD CONSTRAINT ${sql.name(proofOf(moved))} CHECK (${own} IS NOT NULL) NOT VALID`,
      ignore: [
        { rule: "out-of-phase", reason: "The check is the plan's own; running releases go on filling the column." },
      ],
    },
  ];
}

function checks(moved: MovedColumn, sql: OperationSql): readonly StepDocument[] {
  const { from, to, column, name, pairs } = moved;
  const [here, there] = [sql.table(from.ref), sql.table(to.ref)];
  const both = pairs.map((it) => `s.${sql.name(it.here)} = t.${sql.name(it.there)}`).join(" AND ");
  const keys = pairs.map((it) => `s.${sql.name(it.here)}`).join(", ");
  const [old, fresh] = [sql.name(column.name), sql.name(name)];
  return [
    {
      check: {
        name: `${name} of ${to.ref.name} has the values of ${from.ref.name}`.slice(0, 120),
        none: `SELECT ${keys} FROM ${here} AS s JOIN ${there} AS t ON ${both} WHERE t.${fresh} IS DISTINCT FROM s.${old} LIMIT 10`,
      },
    },
    {
      check: {
        name: `No value of ${column.name} is left behind`.slice(0, 120),
        none: `SELECT ${keys} FROM ${here} AS s WHERE s.${old} IS NOT NULL AND NOT EXISTS (SELECT FROM ${there} AS t WHERE ${both}) LIMIT 10`,
      },
    },
    { name: `Gather statistics of ${to.ref.name}`, sql: `ANALYZE ${there}`, undo: "keep" },
  ];
}

function swap(moved: MovedColumn, sql: OperationSql): SqlStep {
  const { from, to, column, name } = moved;
  const [here, there] = [sql.table(from.ref), sql.table(to.ref)];
  const { removeOld, installOld, functions } = moveTriggers(moved, sql);
  const [own, away, fresh] = [column.name, movedAway(moved), name].map((it) => sql.name(it));
  const alter = `ALTER TABLE ${there} ALTER COLUMN ${fresh}`;
  const statements: readonly ContractStatement[] = [
    { stage: "detach", sql: removeOld.join(";\n"), mirror: installOld.join(";\n") },
    {
      stage: "old-away",
      sql: [`ALTER TABLE ${here} RENAME COLUMN ${own} TO ${away}`, ...functions(movedAway(moved))].join(";\n"),
      mirror: [`ALTER TABLE ${here} RENAME COLUMN ${away} TO ${own}`, ...functions(column.name)].join(";\n"),
    },
    ...(column.default === null
      ? []
      : [
          {
            stage: "settings",
            sql: `${alter} SET DEFAULT ${column.default}`,
            mirror: `${alter} DROP DEFAULT`,
          } as const,
        ]),
  ];
  return swapStep(
    `Leave ${column.name} to ${to.ref.name}`.slice(0, 120),
    { before: [here, there], after: [here, there] },
    statements,
    [{ rule: "rename-column", reason: "At the gate the release that uses the old column was gone." }],
  );
}
