import type { Phase } from "#core/domain/phase.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationContext, OperationSql } from "../operation.ts";
import { DEFAULT_SOAK } from "../rules/default-soak.ts";
import type { QuietFill } from "../rules/quiet-fill.ts";
import { sqlScript } from "../sql/sql-script.ts";
import { addConstraint, commentOn, createCopy } from "./copy-create.ts";
import { copySwap, referringTo, toCopy, toPast } from "./copy-swap.ts";
import { isOn } from "./is-on.ts";
import { copiedFlag, copyRef, pastRef, type TableCopy, writtenColumns } from "./table-copy.ts";

type Steps = { readonly [P in Phase]: readonly StepDocument[] };

/** The life of a table copy: made empty, written by triggers, filled by batches, compared, swapped, dropped. */
export async function copySteps(
  copy: TableCopy,
  fill: QuietFill,
  context: OperationContext,
  soak = DEFAULT_SOAK,
): Promise<Steps> {
  const { sql } = context;
  const { table } = copy;
  return {
    expand: [await createCopy(copy, sql), captureStep(copy, sql)],
    backfill: [
      {
        name: `Copy the rows of ${table.ref.name}`,
        backfill: {
          table: sql.table(table.ref),
          set: { [copiedFlag(copy)]: "true" },
          where: `${sql.name(copiedFlag(copy))} IS NULL`,
          ...fill.fields,
        },
        undo: "keep",
      },
    ],
    verify: [...lateKeys(copy, sql), analyse(copy, sql), compare(copy, sql)],
    cutover: [
      {
        gate: {
          ask: `The next step puts the new table in the place of ${table.ref.name}, for milliseconds. Is this a quiet moment, without long transactions?`,
        },
      },
    ],
    contract: [copySwap(copy, context), ...validations(copy, sql), ...last(copy, sql, soak)],
  };
}

/** With a default, rows that are born later count as copied: the trigger has seen them. */
function captureStep(copy: TableCopy, sql: OperationSql): StepDocument {
  const on = sql.table(copy.table.ref);
  const flag = sql.name(copiedFlag(copy));
  const { functions, triggers, dropTriggers, dropFunctions } = toCopy(copy, sql);
  return {
    name: `Carry every write on ${copy.table.ref.name} to the new table`,
    sql: sqlScript([
      `ALTER TABLE ${on} ADD COLUMN ${flag} boolean`,
      `ALTER TABLE ${on} ALTER COLUMN ${flag} SET DEFAULT true`,
      ...functions,
      ...triggers,
    ]),
    undo: sqlScript([...dropTriggers, ...dropFunctions, `ALTER TABLE ${on} DROP COLUMN IF EXISTS ${flag}`]),
  };
}

/** Foreign keys that rows may violate: they hold for new rows only, as on the table. */
const lateKeys = (copy: TableCopy, sql: OperationSql): readonly StepDocument[] =>
  copy.table.constraints
    .filter((it) => it.kind === "foreign-key" && !it.validated && !isOn(copy.table, it))
    .map((it) => ({
      name: `Add ${it.name} to the new table, unchecked as it is`.slice(0, 120),
      sql: sqlScript([addConstraint(it, copy, sql), ...commentOn(it, copy, sql)]),
      undo: `ALTER TABLE ${sql.table(copyRef(copy))} DROP CONSTRAINT IF EXISTS ${sql.name(it.name)}`,
    }));

function analyse(copy: TableCopy, sql: OperationSql): StepDocument {
  const checks = referringTo(copy)
    .filter(({ validated }) => validated)
    .map(({ table, name }) => `ALTER TABLE ${sql.table(table)} VALIDATE CONSTRAINT ${sql.name(name)}`);
  return {
    name: "Gather statistics of the new table; a rollback checks the foreign keys on the old one here",
    sql: `ANALYZE ${sql.table(copyRef(copy))}`,
    undo: checks.length > 0 ? sqlScript(checks) : "keep",
  };
}

/** Both sides in one statement, so in one snapshot: a writer changes both or none. */
function compare(copy: TableCopy, sql: OperationSql): StepDocument {
  const names = writtenColumns(copy).map(({ name }) => sql.name(name));
  const sum = (on: string) =>
    `SELECT count(*) AS n, coalesce(sum(hashtextextended(ROW(${names.join(", ")})::text, 0)::numeric), 0) AS h FROM ${on}`;
  return {
    check: {
      name: `${copy.table.ref.name} and the new table hold the same rows`,
      none: `SELECT a.n AS rows_of_the_table, b.n AS rows_of_the_new FROM (${sum(sql.table(copy.table.ref))}) AS a, (${sum(sql.table(copyRef(copy)))}) AS b WHERE (a.n, a.h) IS DISTINCT FROM (b.n, b.h)`,
    },
  };
}

function validations(copy: TableCopy, sql: OperationSql): readonly StepDocument[] {
  const on = sql.table(copy.table.ref);
  return [
    ...referringTo(copy)
      .filter(({ validated }) => validated)
      .map(({ table, name }) => ({
        name: `Check ${name} of ${table.name} on the new table`,
        sql: `ALTER TABLE ${sql.table(table)} VALIDATE CONSTRAINT ${sql.name(name)}`,
        undo: "keep",
      })),
    { name: `Gather statistics of ${copy.table.ref.name}`, sql: `ANALYZE ${on}`, undo: "keep" },
  ];
}

const last = (copy: TableCopy, sql: OperationSql, soak: string): readonly StepDocument[] => [
  { soak: { for: soak, why: "Until then a rollback brings the old table back without a loss" } },
  {
    name: "Drop the old table: from here on there is no way back",
    sql: sqlScript([
      ...toPast(copy, sql).dropTriggers,
      ...toPast(copy, sql).dropFunctions,
      ...toCopy(copy, sql).dropFunctions,
      `DROP TABLE ${sql.table(pastRef(copy))}`,
      `DROP SCHEMA ${sql.name(copy.next)}, ${sql.name(copy.past)}`,
    ]),
    undo: "none",
  },
];
