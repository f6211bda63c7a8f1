import { DomainError } from "#core/domain/domain-error.ts";
import type { SqlStep } from "#core/domain/plan-document.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import type { OperationTable } from "./facts/table-facts.ts";
import { foreignKeyAway } from "./keys/foreign-key-away.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { DEFAULT_SOAK } from "./rules/default-soak.ts";
import { spareName } from "./sql/spare-name.ts";

/** Renamed away first, dropped after a soak (reference: postgres.md, 2.1 L): until then a rollback brings every row back. */
export const dropTable: Operation<"drop-table"> = {
  name: "drop-table",
  engines: ["postgresql"],
  title: "Drop a table",
  summary: "Takes the foreign keys on it away one by one, hides it for a while, then drops it with its rows.",
  keywords: ["drop", "remove", "delete table"],
  locks:
    "ACCESS EXCLUSIVE on the table, and with each foreign key on it on the other table, for milliseconds: no row is read.",
  undo: "Until the soak ends the table gets its name back and the foreign keys are proved again. Then its rows are gone.",
  refusals: [
    {
      what: "A view, function, policy or another object that uses the table",
      instead: "Replace or drop that first, in a migration of its own",
    },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: { table: "orders_2019" },
  label: ({ table }) => `drop-table ${table}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    assertNothingHangsOn(table);
    const { ref } = table;
    const gone = { schema: ref.schema, name: spareName(context, "gone", ref.schema, ref.name) };
    return {
      steps: {
        cutover: [{ gate: { ask: `Does no release read or write ${ref.name} any more?` } }],
        contract: [
          ...(await incomingAway(table, context)),
          {
            sql: `ALTER TABLE ${sql.table(ref)} RENAME TO ${sql.name(gone.name)}`,
            undo: `ALTER TABLE ${sql.table(gone)} RENAME TO ${sql.name(ref.name)}`,
            name: `Hide ${ref.name}; whoever still uses it is told at once, and nothing is lost`,
            ignore: [{ rule: "rename-table", reason: "It goes: the gate before asks whether anybody uses it" }],
          },
          { soak: { for: spec.soak ?? DEFAULT_SOAK, why: `A rollback still brings ${ref.name} back` } },
          {
            sql: `DROP TABLE ${sql.table(gone)}`,
            undo: "none",
            name: `Drop ${ref.name} with its rows: the point of no return`,
          },
        ],
      },
      notes: notesOn(table),
    };
  },
};

function assertNothingHangsOn(table: OperationTable): void {
  const [user] = [
    ...table.views
      .filter(({ kind, on }) => kind !== "rule" || on?.name !== table.ref.name)
      .map(({ kind, ref }) => `${kind === "rule" ? "rule" : "view"} ${ref.name}`),
    ...table.inheritors.map(({ name }) => `table ${name}, which inherits from it`),
    ...table.functions.map(({ signature }) => `function ${signature}`),
    ...table.policiesElsewhere.map((it) => `policy ${it.name} of ${it.table.name}`),
    ...table.others.map(({ what }) => what),
  ];
  if (user === undefined) return;
  throw new DomainError(
    "unsupported",
    `${table.ref.name} is used by ${user}: it would have to go too. Nothing was changed. Replace or drop that first, in a migration of its own.`,
  );
}

async function incomingAway(table: OperationTable, context: OperationContext): Promise<readonly SqlStep[]> {
  const keys = table.incoming.filter(
    ({ inherited, table: child }) =>
      !inherited && !(child.name === table.ref.name && child.schema === table.ref.schema),
  );
  const steps: SqlStep[] = [];
  for (const key of keys) {
    const child = await context.catalog.find(key.table);
    if (child) steps.push(...(await foreignKeyAway(key, child, context)));
  }
  return steps;
}

function notesOn({ ref, publications, mentions, partitions }: OperationTable): readonly string[] {
  const named = [...new Set(mentions.map(({ what }) => what))];
  return [
    ...publications.map(({ name }) => `${ref.name} leaves publication ${name}: tell its subscribers.`),
    ...(named.length > 0
      ? [`The text of these functions mentions it, and nothing binds them: ${named.join(", ")}.`]
      : []),
    ...(partitions.length > 0
      ? [`Its ${partitions.length} partitions keep their names until they are dropped with it.`]
      : []),
  ];
}
