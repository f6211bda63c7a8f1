import { DomainError } from "#core/domain/domain-error.ts";
import type { IgnoredRule } from "#core/domain/plan-document.ts";
import { columnOf } from "./facts/column-of.ts";
import type { OperationColumn, OperationTable } from "./facts/table-facts.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { DEFAULT_SOAK } from "./rules/default-soak.ts";
import { type FillTrigger, fillTrigger } from "./rules/fill-trigger.ts";
import { RULE_REFUSALS } from "./rules/rule-refusals.ts";
import { WRITERS_MAY_EXECUTE } from "./rules/writers-may-execute.ts";
import { spareName } from "./sql/spare-name.ts";

/** Out of the way at contract, dropped after the soak (reference: postgres.md, 2.1 L). */
export const dropColumn: Operation<"drop-column"> = {
  name: "drop-column",
  engines: ["postgresql"],
  title: "Drop a column",
  summary:
    "Releases that do not know the column may write before it is gone: `down` gives it a value then. At contract it gets another name, so that what still uses it is noticed while it can come back; after the soak it is dropped.",
  keywords: ["remove", "delete", "alter column"],
  locks:
    "ACCESS EXCLUSIVE on the table for milliseconds, at contract and when the column is dropped. No row is touched.",
  undo: "Until the end of the soak the column gets its name back, with all its values. Its drop is the point of no return.",
  refusals: [
    {
      what: "A NOT NULL column without default that new releases leave out, and no `down`",
      instead: "Say with `down` what it gets then",
    },
    { what: "A view, policy, trigger or generated column that reads it", instead: "Replace or change that first" },
    {
      what: "A foreign key of another table that points to it, or the primary key",
      instead: "Drop that foreign key; give the table another key first",
    },
    {
      what: "A column that comes from a parent, or is in the partition key",
      instead: "Drop it in the parent; make a new partitioned table",
    },
    ...RULE_REFUSALS,
  ],
  example: { table: "orders", column: "fax", soak: "2h" },
  label: ({ table, column }) => `drop-column ${table}.${column}`,

  async expand(spec, context) {
    const { sql } = context;
    const table = await context.catalog.table(spec.table);
    const column = columnOf(table, spec.column);
    refuse(table, column);
    const fill = await fillOf(spec.down, table, column, context);
    const alter = `ALTER TABLE ${sql.table(table.ref)}`;
    const away = spareName(context, "dropped", table.ref.schema, table.ref.name, column.name);
    const [own, spare] = [sql.name(column.name), sql.name(away)];
    const follow = fill?.rename(away);
    const back = fill?.rename(column.name);
    return {
      steps: {
        expand: fill
          ? [
              {
                sql: fill.create.join(";\n"),
                undo: fill.drop.join(";\n"),
                name: `Fill ${column.name} where a release leaves it out`.slice(0, 120),
                ignore: [WRITERS_MAY_EXECUTE],
              },
            ]
          : [],
        cutover: [{ gate: { ask: `Does nothing use ${column.name} of ${table.ref.name} any more?` } }],
        contract: [
          {
            sql: [`${alter} RENAME COLUMN ${own} TO ${spare}`, ...(follow ? [follow] : [])].join(";\n"),
            undo: [`${alter} RENAME COLUMN ${spare} TO ${own}`, ...(back ? [back] : [])].join(";\n"),
            name: `Take ${column.name} out of sight`.slice(0, 120),
            ignore: [UNUSED],
          },
          {
            soak: {
              for: spec.soak ?? DEFAULT_SOAK,
              why: `What still uses ${column.name} fails now, and its values can come back: until now a rollback loses nothing`,
            },
          },
          {
            sql: [...(fill?.drop ?? []), `${alter} DROP COLUMN ${spare}`].join(";\n"),
            undo: "none",
            name: `Drop ${column.name}: the point of no return`.slice(0, 120),
          },
        ],
      },
      notes: lost(table, column),
    };
  },
};

const UNUSED: IgnoredRule = {
  rule: "rename-column",
  reason: "The gate asks that nothing uses the column; what does is noticed while it can come back.",
};

/** @throws DomainError `unsupported` for a column that something else needs. */
function refuse(table: OperationTable, { name, inherited }: OperationColumn): void {
  const reason = inherited ? "comes from a parent. Drop it there." : neededBy(table, name);
  if (reason === null) return;
  throw new DomainError("unsupported", `Column ${name} of ${table.ref.name} ${reason} Nothing was changed.`);
}

function neededBy(table: OperationTable, name: string): string | null {
  const isOf = ({ columns }: { readonly columns: readonly string[] }) => columns.includes(name);
  const view = table.views.find(({ reads }) => reads === null || reads.includes(name));
  if (view) return `is read by ${view.kind} ${view.ref.name}. Replace that without the column first.`;
  const key = table.incoming.find((it) => it.references?.columns.includes(name));
  if (key) return `is what the foreign key ${key.name} of ${key.table.name} points to. Drop that first.`;
  const primary = table.constraints.find((it) => it.kind === "primary-key" && isOf(it));
  if (primary) return `belongs to the primary key ${primary.name}. Give the table another one first.`;
  const policy = table.policies.find(isOf);
  if (policy) return `is named by the policy ${policy.name}. Change that first.`;
  const trigger = table.triggers.find(isOf);
  if (trigger) return `is named by the trigger ${trigger.name}. Change that first.`;
  const computed = table.columns.find(({ generated }) => generated?.expression.includes(name));
  if (computed) return `may go into the generated column ${computed.name}. Drop that first.`;
  if (table.partitionKey?.includes(name))
    return "may be part of the partition key. Make a new partitioned table instead.";
  const other = table.others.find(({ column }) => column === name);
  return other ? `is used by ${other.what}. Change that first.` : null;
}

/** A release that leaves it out must be able to insert. */
async function fillOf(
  down: string | undefined,
  table: OperationTable,
  column: OperationColumn,
  context: OperationContext,
): Promise<FillTrigger | null> {
  if (down !== undefined) {
    await context.catalog.tryExpressions(
      table,
      [{ name: column.name, expression: down, type: column.type }],
      SAMPLED_ROWS,
    );
    return await fillTrigger(table, column, down, context);
  }
  const isGiven = column.default !== null || column.identity !== null || column.generated !== null;
  if (!column.notNull || isGiven) return null;
  throw new DomainError(
    "invalid-plan",
    `Column ${column.name} of ${table.ref.name} is NOT NULL and has no default: a release that leaves it out could not insert. Say with \`down\` what it gets then.`,
  );
}
const SAMPLED_ROWS = 1;

/** What goes with the column, silently. */
function lost(table: OperationTable, { name }: OperationColumn): readonly string[] {
  const gone = [
    ...table.constraints.filter((it) => it.columns.includes(name)).map((it) => `constraint ${it.name}`),
    ...table.indexes
      .filter((it) => it.constraint === null && it.columns.includes(name))
      .map((it) => `index ${it.ref.name}`),
    ...table.statistics.filter((it) => it.columns.includes(name)).map((it) => `statistics ${it.ref.name}`),
  ];
  const texts = table.mentions.filter((it) => it.column === name).map((it) => it.what);
  return [
    ...(gone.length > 0 ? [`With ${name} of ${table.ref.name} go ${gone.join(", ")}.`] : []),
    ...(texts.length > 0
      ? [`The text of ${texts.join(", ")} names ${name}: nothing binds it, so look whether it would fail.`]
      : []),
  ];
}
