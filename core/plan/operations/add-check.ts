import { DomainError } from "#core/domain/domain-error.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import { inParentheses } from "#core/engines/postgres/postgres-names.ts";
import { assertNameFits } from "./facts/assert-name-fits.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import { columnOf } from "./facts/column-of.ts";
import type { OperationTable } from "./facts/table-facts.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { repairTrigger } from "./rules/repair-trigger.ts";

const ROWS_TRIED = 10_000;

/**
 * Rows are mended before the check is added (reference: postgres.md, 2.1 H): one that is NOT VALID already fails every UPDATE of
 * a row that violates it.
 */
export const addCheck: Operation<"add-check"> = {
  name: "add-check",
  engines: ["postgresql"],
  title: "Add a check",
  summary: "A condition for every row; rows that violate it are found first, and mended where a repair is given.",
  keywords: ["check", "constraint", "condition", "validate"],
  locks:
    "ACCESS EXCLUSIVE on the table for milliseconds to add it; the proof reads all rows while readers and writers go on. With a repair, SHARE ROW EXCLUSIVE for its trigger.",
  undo: "The check is dropped, and mended rows get their old values back.",
  refusals: [
    {
      what: "A condition that fails with an error on a row that was tried",
      instead: "Write one that copes with every row",
    },
    {
      what: "Rows that violate it, and no `repair`",
      instead: "Say under `repair` what becomes of them, or mend them first",
    },
    { what: "A name that a constraint of the table has", instead: "Choose another, or drop that first" },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: {
    table: "orders",
    name: "orders_amount_positive",
    check: "amount > 0",
    repair: { set: { amount: "0.01" } },
  },
  label: ({ table, name }) => `add-check ${table}.${name}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    assertNameFits(spec.name);
    if (table.constraints.some(({ name }) => name === spec.name)) {
      throw new DomainError(
        "invalid-plan",
        `Table ${table.ref.name} has a constraint ${spec.name} already. Nothing was changed. Choose another name, or drop that first.`,
      );
    }
    await assertHolds(spec, table, context);
    const on = sql.table(table.ref);
    const name = sql.name(spec.name);
    // A row for which the condition is NULL satisfies it.
    const violates = `NOT ${inParentheses(spec.check)}`;
    const repaired = spec.repair
      ? await repairSteps({ label: addCheck.label(spec), violates, set: spec.repair.set }, table, context)
      : null;
    return {
      steps: {
        expand: repaired?.install ?? [],
        backfill: repaired?.mend ?? [],
        verify: [
          {
            check: {
              name: `No row of ${table.ref.name} violates ${spec.name}`,
              none: `SELECT * FROM ${on} WHERE ${violates} LIMIT 10`,
            },
          },
          {
            sql: `ALTER TABLE ${on} ADD CONSTRAINT ${name} CHECK ${inParentheses(spec.check)} NOT VALID`,
            undo: `ALTER TABLE ${on} DROP CONSTRAINT ${name}`,
            name: `Bind new rows by ${spec.name}`,
          },
          {
            sql: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${name}`,
            undo: "keep",
            name: `Prove ${spec.name} for the rows that are there`,
          },
        ],
        ...(repaired
          ? {
              cutover: [
                { gate: { ask: `Does every release write only rows that satisfy ${spec.name} (${spec.check})?` } },
              ],
              contract: repaired.remove,
            }
          : {}),
      },
      notes: spec.repair
        ? []
        : [
            `Whoever writes a row that violates ${spec.name} fails from verify on. Give a repair if a release still does.`,
          ],
    };
  },
};

const RIGHTS = { rule: "grant-too-wide", reason: "Rows are mended with the rights of whoever writes them" };

async function assertHolds(
  { name, check, repair }: { readonly name: string; readonly check: string; readonly repair?: unknown },
  table: OperationTable,
  { catalog }: OperationContext,
): Promise<void> {
  // NULL stands for a row that violates it.
  const expression = `CASE WHEN ${inParentheses(check)} IS FALSE THEN NULL ELSE true END`;
  const [answer] = await catalog.tryExpressions(table, [{ name, expression, type: "boolean" }], ROWS_TRIED);
  if (!answer) return;
  if (answer.failed > 0) {
    throw new DomainError(
      "invalid-plan",
      `The condition of ${name} fails on ${answer.failed} of ${answer.rows} rows of ${table.ref.name}: ${answer.error}. Nothing was changed.`,
    );
  }
  if (answer.nulls === 0 || repair) return;
  throw new DomainError(
    "invalid-plan",
    `${answer.nulls} of the ${answer.rows} rows of ${table.ref.name} that were read violate ${name}. Nothing was changed. Say under \`repair\` what becomes of them, or mend them first.`,
  );
}

async function repairSteps(
  repair: { readonly label: string; readonly violates: string; readonly set: Readonly<Record<string, string>> },
  table: OperationTable,
  context: OperationContext,
): Promise<{ readonly [K in "install" | "mend" | "remove"]: readonly StepDocument[] }> {
  for (const column of Object.keys(repair.set)) columnOf(table, column);
  const { install, remove } = await repairTrigger(repair, table, context);
  const name = table.ref.name;
  return {
    install: [{ sql: install, undo: remove, name: `Mend rows of ${name} as they are written`, ignore: [RIGHTS] }],
    mend: [
      {
        backfill: { table: context.sql.table(table.ref), set: repair.set, where: repair.violates },
        undo: "keep-old-values",
        name: `Mend the rows of ${name} that are there`,
      },
    ],
    remove: [{ sql: remove, undo: install, name: `Stop mending rows of ${name}` }],
  };
}
