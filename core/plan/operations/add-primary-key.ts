import { DomainError } from "#core/domain/domain-error.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import { columnOf } from "./facts/column-of.ts";
import type { OperationTable } from "./facts/table-facts.ts";
import { partitionsOf } from "./indexes/partitions-of.ts";
import { assertNewKey } from "./keys/assert-new-key.ts";
import { keySteps } from "./keys/key-steps.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { spareName } from "./sql/spare-name.ts";

/** As a unique constraint, with NOT NULL proved by checks before (reference: postgres.md, 2.1 I and B). */
export const addPrimaryKey: Operation<"add-primary-key"> = {
  name: "add-primary-key",
  engines: ["postgresql"],
  title: "Add a primary key",
  summary: "Duplicates and NULLs are found first; the index is built and NOT NULL is proved while everybody works.",
  keywords: ["primary key", "key", "constraint", "not null"],
  locks:
    "The index is built and NOT NULL is proved while readers and writers go on; ACCESS EXCLUSIVE for milliseconds to make it the key.",
  undo: "The key is dropped with its index, and columns that allowed NULL before allow it again.",
  refusals: [
    {
      what: "A table that has a primary key",
      instead: "Add a unique constraint beside it, or drop that first, in a migration of its own",
    },
    { what: "A name that is taken, or has more than 63 bytes", instead: "Choose another name" },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: { table: "order_lines", name: "order_lines_pkey", columns: ["order_id", "line"] },
  label: ({ table, name }) => `add-primary-key ${table}.${name}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    const old = table.constraints.find(({ kind }) => kind === "primary-key");
    if (old) {
      throw new DomainError(
        "invalid-plan",
        `${table.ref.name} has the primary key ${old.name} (${old.columns.join(", ")}) already. Nothing was changed. Add a unique constraint beside it, or drop that first, in a migration of its own.`,
      );
    }
    await assertNewKey(table, spec, catalog);
    const nullable = spec.columns.filter((it) => !columnOf(table, it).notNull);
    const list = spec.columns.map((it) => sql.name(it)).join(", ");
    const steps = await keySteps(
      {
        name: spec.name,
        columns: spec.columns,
        index: `(${list})`,
        constraint: "PRIMARY KEY",
        definition: `PRIMARY KEY (${list})`,
        deferrable: "",
        suffix: "pkey",
        before: await notNull(nullable, table, context),
      },
      table,
      context,
    );
    return {
      steps: {
        verify: [
          {
            check: {
              name: `No two rows of ${table.ref.name} share ${spec.columns.join(", ")}`,
              none: `SELECT ${list}, count(*) AS times FROM ${sql.table(table.ref)} GROUP BY ${list} HAVING count(*) > 1 LIMIT 10`,
            },
          },
          ...nullable.flatMap((column) => proof(column, table, context)),
          ...steps,
        ],
      },
      notes: [
        `Whoever writes a duplicate${nullable.length > 0 ? ` or NULL in ${nullable.join(", ")}` : ""} into ${table.ref.name} fails from verify on.`,
        ...(table.replicaIdentity === "default" && table.publications.length > 0
          ? [`Subscribers of ${table.ref.name} find rows by the new key from then on.`]
          : []),
      ],
    };
  },
};

const proofName = (column: string, table: OperationTable, context: OperationContext): string =>
  context.sql.name(spareName(context, "proof", table.ref.schema, table.ref.name, column));

function proof(column: string, table: OperationTable, context: OperationContext): readonly StepDocument[] {
  const { sql } = context;
  const on = sql.table(table.ref);
  const name = proofName(column, table, context);
  const isNull = `${sql.name(column)} IS NULL`;
  return [
    {
      check: {
        name: `No row of ${table.ref.name} has NULL in ${column}`,
        none: `SELECT * FROM ${on} WHERE ${isNull} LIMIT 10`,
      },
    },
    {
      sql: `ALTER TABLE ${on} ADD CONSTRAINT ${name} CHECK (${sql.name(column)} IS NOT NULL) NOT VALID`,
      undo: `ALTER TABLE ${on} DROP CONSTRAINT IF EXISTS ${name}`,
      name: `Let no new NULL into ${column}`,
    },
    { sql: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${name}`, undo: "keep", name: `Prove that ${column} holds no NULL` },
  ];
}

async function notNull(columns: readonly string[], table: OperationTable, context: OperationContext) {
  const alter = `ALTER TABLE ${context.sql.table(table.ref)}`;
  const parts = await partitionsOf(table, context.catalog);
  return {
    // The proofs go in statements of their own: in one with SET NOT NULL the server would scan the table.
    sql: [
      ...columns.map((it) => `${alter} ALTER COLUMN ${context.sql.name(it)} SET NOT NULL`),
      ...columns.map((it) => `${alter} DROP CONSTRAINT ${proofName(it, table, context)}`),
    ],
    // Since 18 the key of a partition leaves a NOT NULL of the partition's own.
    undo: [table, ...parts].flatMap((part) =>
      columns.map(
        (it) => `ALTER TABLE ${context.sql.table(part.ref)} ALTER COLUMN ${context.sql.name(it)} DROP NOT NULL`,
      ),
    ),
  };
}
