import type { SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import type { OperationSql } from "../operation.ts";
import type { ColumnTwin } from "../rules/column-twin.ts";
import { DEFAULT_SOAK } from "../rules/default-soak.ts";
import type { QuietFill } from "../rules/quiet-fill.ts";
import { lockTables } from "../sql/lock-tables.ts";
import { sqlScript } from "../sql/sql-script.ts";
import type { KeySwap } from "./key-swap.ts";
import type { WidenNames } from "./widen-swap.ts";
import { rangeOf, widenTrigger } from "./widen-trigger.ts";
import type { WidenedKey, WidenedTable } from "./widened-key.ts";

/** All that the steps of one widening are written of. */
export interface Widening {
  readonly key: WidenedKey;
  readonly tag: string;
  readonly sql: OperationSql;
  readonly version: number;
  readonly keys: Map<WidenedTable, readonly KeySwap[]>;
  readonly names: WidenNames;
}

/** Columns and trigger come in one transaction: no writer sees the one without the other. */
export const widenExpand = ({ key, tag, sql, names }: Widening): readonly SqlStep[] =>
  key.tables.map((it, index) => {
    const on = sql.table(it.table.ref);
    const trigger = widenTrigger(it, { tag, number: index + 1 }, sql);
    // NOT NULL with a constant default reads and writes no row; the trigger writes every one that comes.
    const added = it.columns.map((column) =>
      column.column.notNull
        ? `ADD COLUMN ${sql.name(column.twin)} bigint CONSTRAINT ${sql.name(names.notNull(column))} NOT NULL DEFAULT 0`
        : `ADD COLUMN ${sql.name(column.twin)} bigint`,
    );
    const dropped = it.columns.map(({ twin }) => `DROP COLUMN IF EXISTS ${sql.name(twin)}`);
    return {
      name: `Add bigint columns to ${it.table.ref.name}, kept in step by a trigger`,
      sql: sqlScript([`ALTER TABLE ${on} ${added.join(", ")}`, ...trigger.install]),
      undo: sqlScript([...trigger.remove, `ALTER TABLE ${on} ${dropped.join(", ")}`]),
      ignore: [{ rule: "grant-too-wide", reason: "The trigger runs with the rights of whoever writes the row." }],
    };
  });

/** `quiet` in the order of the tables. */
export const widenFill = ({ key, sql }: Widening, quiet: readonly QuietFill[]): readonly StepDocument[] =>
  key.tables.map(({ table, columns }, index) => ({
    name: `Fill the bigint columns of ${table.ref.name}`,
    backfill: {
      table: sql.table(table.ref),
      set: Object.fromEntries(columns.map(({ column, twin }) => [twin, sql.name(column.name)])),
      where: columns
        .map(({ column, twin }) => `${sql.name(twin)} IS DISTINCT FROM ${sql.name(column.name)}`)
        .join(" OR "),
      ...quiet[index]?.fields,
    },
    undo: "keep",
  }));
const TWINS = {
  rule: "drop-column-takes-index",
  reason: "The swap gave every index a twin over the new columns.",
};

const hasWideKey = ({ keys }: Widening): boolean =>
  [...keys.values()].flat().some(({ index }) => index.keys.length > 1);

/** That the old columns are not NULL, told as checks: they lead on the way back without a scan under a strong lock. */
export const widenProofs = (widening: Widening): readonly SqlStep[] =>
  proofsOf(widening).flatMap(({ on, name, add, column }) => [
    {
      name: `Note that ${column} is not NULL, for the way back`,
      sql: add(column),
      undo: `ALTER TABLE ${on} DROP CONSTRAINT IF EXISTS ${name}`,
    },
    { name: `Check that ${column} is not NULL`, sql: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${name}`, undo: "keep" },
  ]);

/** After the swap the proofs go, since a value that the old type cannot hold is NULL there; a rollback makes them again. */
export function widenBack(widening: Widening): readonly SqlStep[] {
  const { key, sql } = widening;
  const proofs = proofsOf(widening);
  const tables = key.tables.map(({ table }) => sql.table(table.ref));
  const comments = commentsOf(widening);
  const locks = lockTables(tables);
  return [
    {
      name: "Gather statistics under the new names; a rollback checks the old columns here",
      sql: `ANALYZE ${tables.join(", ")}`,
      undo:
        proofs.length > 0
          ? sqlScript(proofs.map(({ on, name }) => `ALTER TABLE ${on} VALIDATE CONSTRAINT ${name}`))
          : "keep",
    },
    {
      name: "Let ids be larger than the old columns can hold",
      sql: sqlScript([
        ...locks,
        ...proofs.map(({ on, name }) => `ALTER TABLE ${on} DROP CONSTRAINT ${name}`),
        ...comments.map(({ mark }) => mark),
      ]),
      undo: sqlScript([
        ...guards(widening),
        ...locks,
        ...comments.map(({ restore }) => restore),
        ...proofs.map(({ old, add }) => add(old)),
      ]),
    },
  ];
}

const proofsOf = ({ key, sql, names }: Widening) =>
  key.tables.flatMap(({ table, columns }) => {
    const on = sql.table(table.ref);
    return columns
      .filter(({ column }) => column.notNull)
      .map((it) => {
        const name = sql.name(names.proof(it));
        const add = (column: string) =>
          `ALTER TABLE ${on} ADD CONSTRAINT ${name} CHECK (${column} IS NOT NULL) NOT VALID`;
        return { on, name, column: sql.name(it.column.name), old: sql.name(it.old), add };
      });
  });

const commentsOf = ({ key, sql }: Pick<Widening, "key" | "sql">) =>
  key.tables.flatMap(({ table, columns }) =>
    columns.map(({ column, old }) => {
      const on = `COMMENT ON COLUMN ${sql.table(table.ref)}.${sql.name(old)} IS`;
      return {
        mark: `${on} ${sql.text(`Sluice: ${column.name} as it was, kept in step until the plan's soak ends.`)}`,
        restore: `${on} ${column.comment === null ? "NULL" : sql.text(column.comment)}`,
      };
    }),
  );

/** What the old type cannot hold would be lost. The code is one whose words the rollout shows. */
const guards = ({ key, sql }: Pick<Widening, "key" | "sql">): readonly string[] =>
  key.tables.flatMap(({ table, columns }) =>
    columns.map((it) => {
      const [least, most] = rangeOf(it);
      const name = sql.name(it.column.name);
      const message = `${table.ref.name}.${it.column.name} holds values that ${it.column.type} cannot: nothing was rolled back. Complete the plan, or change those rows first.`;
      return `DO ${dollarQuoted(`BEGIN IF EXISTS (SELECT FROM ${sql.table(table.ref)} WHERE ${name} > ${most} OR ${name} < ${least}) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = ${sql.text(message)}; END IF; END`)}`;
    }),
  );

export function widenLast(
  widening: Widening,
  twins: Pick<ColumnTwin, "last" | "lastIgnore">,
  soak = DEFAULT_SOAK,
): readonly StepDocument[] {
  const { key, tag, sql } = widening;
  return [
    { soak: { for: soak, why: "Until then a rollback brings the integer columns back without a loss" } },
    {
      name: "Drop the old integer columns: from here on there is no way back",
      sql: sqlScript([
        ...lockTables(key.tables.map(({ table }) => sql.table(table.ref))),
        ...twins.last,
        ...key.tables.flatMap((it, index) => [
          ...widenTrigger(it, { tag, number: index + 1 }, sql).remove,
          `ALTER TABLE ${sql.table(it.table.ref)} ${it.columns.map(({ old }) => `DROP COLUMN ${sql.name(old)}`).join(", ")}`,
        ]),
      ]),
      undo: "none",
      ...(twins.lastIgnore.length > 0 || hasWideKey(widening) ? { ignore: [TWINS] } : {}),
    },
  ];
}
