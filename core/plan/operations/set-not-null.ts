import { DomainError } from "#core/domain/domain-error.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import { columnOf } from "./facts/column-of.ts";
import type { OperationColumn, OperationTable } from "./facts/table-facts.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { fillTrigger } from "./rules/fill-trigger.ts";
import { WRITERS_MAY_EXECUTE } from "./rules/writers-may-execute.ts";
import { spareName } from "./sql/spare-name.ts";

/** Repair first, then a check that is validated without blocking, then NOT NULL by that proof (reference: postgres.md, 2.1 B). */
export const setNotNull: Operation<"set-not-null"> = {
  name: "set-not-null",
  engines: ["postgresql"],
  title: "Set a column NOT NULL",
  summary:
    "Rows that have NULL get `fill`, and a trigger gives it to rows that old releases write; then the column is proved to have no NULL and becomes NOT NULL.",
  keywords: ["not null", "required", "mandatory", "nullable"],
  locks:
    "ACCESS EXCLUSIVE on the table for milliseconds, for the check and for NOT NULL itself. Rows are read for the proof without blocking anybody.",
  undo: "NOT NULL is dropped, and rows that were filled get their NULL back, unless they were changed since.",
  refusals: [
    {
      what: "Rows that are NULL, and no `fill`; or `fill` that fails or is NULL for a row that was tried",
      instead: "Say with `fill` what such rows shall have",
    },
    {
      what: "A column that is NOT NULL already, is generated, or comes from a parent",
      instead: "Take it out; change its expression or the parent first",
    },
  ],
  example: { table: "orders", column: "status", fill: "'new'" },
  label: ({ table, column }) => `set-not-null ${table}.${column}`,

  async expand(spec, context) {
    const { catalog } = context;
    const table = await catalog.table(spec.table);
    const column = columnOf(table, spec.column);
    if (column.notNull) {
      throw new DomainError("invalid-plan", `Column ${column.name} of ${table.ref.name} is NOT NULL already.`);
    }
    if (column.generated || column.inherited) {
      throw new DomainError(
        "unsupported",
        `Column ${column.name} of ${table.ref.name} ${column.generated ? "is generated: a NULL cannot be mended in it. Change its expression first." : "comes from a parent. Change the parent."}`,
      );
    }
    await tryFill(spec.fill ?? null, table, column, context);
    const steps = proof(table, column, context);
    const fill = spec.fill === undefined ? null : await fillTrigger(table, column, spec.fill, context);
    const { sql } = context;
    return {
      steps: {
        expand: fill
          ? [
              {
                sql: fill.create.join(";\n"),
                undo: fill.drop.join(";\n"),
                name: `Fill ${column.name} where a writer leaves it NULL`.slice(0, 120),
                ignore: [WRITERS_MAY_EXECUTE],
              },
            ]
          : [],
        backfill:
          spec.fill === undefined
            ? []
            : [
                {
                  backfill: {
                    table: sql.table(table.ref),
                    set: { [column.name]: spec.fill },
                    where: `${sql.name(column.name)} IS NULL`,
                  },
                  undo: "keep-old-values",
                },
              ],
        verify: steps.verify,
        cutover: fill
          ? [{ gate: { ask: `Does every release write ${column.name} of ${table.ref.name} itself?` } }]
          : [],
        contract: [
          {
            sql: [...steps.set, ...(fill?.drop ?? [])].join(";\n"),
            undo: [...(fill?.create ?? []), ...steps.unset].join(";\n"),
            name: `Set ${column.name} NOT NULL by its proof`.slice(0, 120),
          },
        ],
      },
    };
  },
};

/** @throws DomainError `invalid-plan` where the value fails or is NULL itself, or NULLs are there and nothing fills them. */
async function tryFill(
  fill: string | null,
  table: OperationTable,
  column: OperationColumn,
  { catalog, sql }: OperationContext,
): Promise<void> {
  const own = sql.name(column.name);
  const value = fill === null ? own : `CASE WHEN ${own} IS NULL THEN (${fill}) ELSE ${own} END`;
  const [answer] = await catalog.tryExpressions(
    table,
    [{ name: column.name, expression: value, type: column.type }],
    SAMPLED_ROWS,
  );
  if (!answer || (answer.failed === 0 && answer.nulls === 0)) return;
  const { rows, nulls, failed, error } = answer;
  const what =
    failed > 0
      ? `\`fill\` fails for ${failed} of ${rows} rows that were tried: ${error ?? "an error"}`
      : `${column.name} of ${table.ref.name} is NULL in ${nulls} of ${rows} rows that were tried${fill === null ? "" : ", even when it is filled"}`;
  throw new DomainError("invalid-plan", `${what}. Nothing was changed. Say with \`fill\` what such rows shall have.`);
}
const SAMPLED_ROWS = 2_000;

function proof(table: OperationTable, column: OperationColumn, context: OperationContext) {
  const { sql } = context;
  const on = `ALTER TABLE ${sql.table(table.ref)}`;
  const own = sql.name(column.name);
  const constraint = sql.name(spareName(context, "not-null", table.ref.schema, table.ref.name, column.name));
  const add = `${on} ADD CONSTRAINT ${constraint} CHECK (${own} IS NOT NULL) NOT VALID`;
  const drop = `${on} DROP CONSTRAINT ${constraint}`;
  const verify: readonly StepDocument[] = [
    {
      check: {
        name: `${column.name} of ${table.ref.name} has a value in every row`,
        // With the constraint there, every UPDATE of a row that violates it would fail.
        none: `SELECT * FROM ${sql.table(table.ref)} WHERE ${own} IS NULL LIMIT 10`,
      },
    },
    { sql: add, undo: drop, name: `Refuse NULL in ${column.name} from now on`.slice(0, 120) },
    {
      sql: `${on} VALIDATE CONSTRAINT ${constraint}`,
      undo: "keep",
      name: `Prove that ${column.name} has no NULL`.slice(0, 120),
    },
  ];
  return {
    verify,
    // Apart from each other: in one statement the proof would be gone when it is needed.
    set: [`${on} ALTER COLUMN ${own} SET NOT NULL`, drop],
    unset: [add, `${on} ALTER COLUMN ${own} DROP NOT NULL`],
  };
}
