import { DomainError } from "#core/domain/domain-error.ts";
import { assertNameFits } from "./facts/assert-name-fits.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import type { OperationTable } from "./facts/table-facts.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { grantWaiver } from "./sql/grant-waiver.ts";
import { grantStatement } from "./twins/twin-settings.ts";

const INVOKER_SINCE = 150_000;

/** The table moves, a view keeps the old name until contract (reference: postgres.md, 2.1 E): both releases write the same rows. */
export const renameTable: Operation<"rename-table"> = {
  name: "rename-table",
  engines: ["postgresql"],
  title: "Rename a table",
  summary: "The table gets its new name, and a view under the old one serves the release that runs now until contract.",
  keywords: ["rename", "table", "view"],
  locks: "ACCESS EXCLUSIVE on the table for milliseconds: the catalog only, no row is read.",
  undo: "The view goes and the table gets its old name back, in one transaction.",
  refusals: [
    { what: "A name that is taken in the schema", instead: "Choose another name" },
    {
      what: "Before PostgreSQL 15 a table with row security: a view under the old name would go round it",
      instead: "Rename it with every release stopped, in an `sql` step",
    },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: { table: "orders", to: "purchases" },
  label: ({ table, to }) => `rename-table ${table} to ${to}`,

  async expand(spec, context) {
    const { catalog, sql, version } = context;
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    assertNameFits(spec.to);
    const { ref } = table;
    const to = { schema: ref.schema, name: spec.to };
    if (await catalog.find(to)) {
      throw new DomainError(
        "invalid-plan",
        `There is a ${spec.to} in schema ${ref.schema} already. Nothing was changed. Choose another name.`,
      );
    }
    if (table.rowSecurity && version < INVOKER_SINCE) {
      throw new DomainError(
        "unsupported",
        `${ref.name} has row security, and before PostgreSQL 15 a view under the old name would go round it. Nothing was changed. Rename it with every release stopped, in an sql step.`,
      );
    }
    const view = viewUnderOldName(table, spec.to, context);
    const drop = `DROP VIEW ${sql.table(ref)}`;
    return {
      steps: {
        expand: [
          {
            sql: [`ALTER TABLE ${sql.table(ref)} RENAME TO ${sql.name(spec.to)}`, view].join(";\n"),
            undo: `${drop};\nALTER TABLE ${sql.table(to)} RENAME TO ${sql.name(ref.name)}`,
            name: `Rename ${ref.name} to ${spec.to}, and keep the old name as a view`,
            ignore: [
              { rule: "out-of-phase", reason: "The view keeps the old name working from the same moment on" },
              ...grantWaiver(rightsOnView(table).map(({ fact }) => fact)),
            ],
          },
        ],
        cutover: [{ gate: { ask: `Does every release use ${spec.to}, and none ${ref.name} any more?` } }],
        contract: [{ sql: drop, undo: view, name: `Drop the view under the old name ${ref.name}` }],
      },
      notes: notesOn(table, spec.to),
    };
  },
};

function viewUnderOldName(
  table: OperationTable,
  to: string,
  { sql, version }: Pick<OperationContext, "sql" | "version">,
): string {
  const { ref, owner, columns, comment } = table;
  const name = sql.table(ref);
  const invoker = version >= INVOKER_SINCE ? " WITH (security_invoker = true)" : "";
  const listed = columns.map((it) => sql.name(it.name)).join(", ");
  return [
    `CREATE VIEW ${name}${invoker} AS SELECT ${listed} FROM ${sql.table({ schema: ref.schema, name: to })}`,
    `ALTER VIEW ${name} OWNER TO ${owner}`,
    ...grantsOnView(table, name, sql),
    ...(comment === null ? [] : [`COMMENT ON VIEW ${name} IS ${sql.text(comment)}`]),
  ].join(";\n");
}

const OF_VIEWS = ["SELECT", "INSERT", "UPDATE", "DELETE"];

function rightsOnView({ grants, columns, owner }: OperationTable) {
  const all = [
    ...grants.map((fact) => ({ fact, column: null })),
    ...columns.flatMap((it) => it.grants.map((fact) => ({ fact, column: it.name }))),
  ];
  return all.filter(({ fact }) => OF_VIEWS.includes(fact.privilege) && fact.grantee !== owner);
}

const grantsOnView = (table: OperationTable, view: string, sql: OperationContext["sql"]): readonly string[] =>
  rightsOnView(table).map(({ fact, column }) =>
    grantStatement(fact, column === null ? fact.privilege : `${fact.privilege} (${sql.name(column)})`, view),
  );

function notesOn({ ref, mentions, columns }: OperationTable, to: string): readonly string[] {
  const named = [...new Set(mentions.map(({ what }) => what))];
  const hasSequence = columns.some(({ sequence }) => sequence !== null);
  return [
    `Indexes, constraints and sequences keep their names with ${ref.name} in them. COPY ${ref.name} FROM and TRUNCATE ${ref.name} fail from expand on: a view takes neither. Use ${to} there.`,
    ...(hasSequence ? [`pg_get_serial_sequence('${ref.name}', …) answers NULL from expand on: ask for ${to}.`] : []),
    ...(named.length > 0
      ? [`The text of these functions mentions it; they work by the view until contract: ${named.join(", ")}.`]
      : []),
  ];
}
