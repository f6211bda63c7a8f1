import { DomainError } from "#core/domain/domain-error.ts";
import type { ColumnSpec, OperationSpecs } from "#core/domain/plan-operation.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import { inParentheses } from "#core/engines/postgres/postgres-names.ts";
import { assertNameFits } from "./facts/assert-name-fits.ts";
import { assertReferable } from "./keys/assert-referable.ts";
import { referencesText } from "./keys/references-text.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { objectName } from "./sql/object-name.ts";

/** Nobody uses it yet, so it is made at once, with its keys. */
export const createTable: Operation<"create-table"> = {
  name: "create-table",
  engines: ["postgresql"],
  title: "Create a table",
  summary: "A new table with its columns, keys, checks, foreign keys and comments.",
  keywords: ["create", "new table", "add table"],
  locks:
    "SHARE ROW EXCLUSIVE on each table that a foreign key of it points to, for milliseconds: its writers wait, readers do not.",
  undo: "The table is dropped, with the rows that were written to it meanwhile.",
  refusals: [
    { what: "A name that a table, view or sequence has", instead: "Choose another name" },
    {
      what: "Two columns of one name, a key over a column that is not there, or more than one of default, identity and generated",
      instead: "Correct the columns",
    },
    {
      what: "A foreign key to columns without a unique key that is valid, whole and not deferrable",
      instead: "Add one first (add-unique)",
    },
  ],
  example: {
    table: "refunds",
    columns: [
      { name: "id", type: "bigint", identity: "always" },
      { name: "amount", type: "numeric(12,2)", notNull: true },
      { name: "reason", type: "text", comment: "In the customer's words" },
    ],
    primaryKey: ["id"],
    checks: { refunds_amount_positive: "amount > 0" },
  },
  label: ({ table }) => `create-table ${table}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const named = sql.parseTable(spec.table);
    // Where an unqualified name would come to lie depends on who connects.
    const ref = { schema: named.schema ?? "public", name: named.name };
    if (await catalog.find(ref)) {
      throw new DomainError(
        "invalid-plan",
        `There is a ${spec.table} already. Nothing was changed. Choose another name.`,
      );
    }
    for (const name of [ref.name, ...spec.columns.map((it) => it.name), ...Object.keys(spec.checks ?? {})])
      assertNameFits(name);
    assertColumns(spec);
    const name = sql.table(ref);
    const columns: string[] = [];
    for (const column of spec.columns) columns.push(await columnText(column, context));
    const parts = [...columns, ...(await constraintTexts(spec, ref, context))];
    const comments = spec.columns.flatMap((it) =>
      it.comment === undefined ? [] : [`COMMENT ON COLUMN ${name}.${sql.name(it.name)} IS ${sql.text(it.comment)}`],
    );
    return {
      steps: {
        expand: [
          {
            sql: [
              `CREATE TABLE ${name} (\n  ${parts.join(",\n  ")}\n)`,
              ...(spec.comment === undefined ? [] : [`COMMENT ON TABLE ${name} IS ${sql.text(spec.comment)}`]),
              ...comments,
            ].join(";\n"),
            undo: `DROP TABLE ${name}`,
            name: `Create ${ref.name}`,
          },
        ],
      },
      notes: [
        `${ref.name} belongs to the role that Sluice connects as, and nobody else may use it unless default privileges say so. Add an sql operation with its grants where releases connect as other roles.`,
      ],
    };
  },
};

function assertColumns({ table, columns, primaryKey, unique, foreignKeys }: OperationSpecs["create-table"]): void {
  const names = columns.map(({ name }) => name);
  const twice = names.find((it, index) => names.indexOf(it) !== index);
  const used = [...(primaryKey ?? []), ...(unique ?? []).flat(), ...(foreignKeys ?? []).flatMap((it) => it.columns)];
  const missing = used.find((it) => !names.includes(it));
  const both = columns.find(
    (it) => [it.default, it.identity, it.generated].filter((one) => one !== undefined).length > 1,
  );
  const why =
    (twice !== undefined && `two columns ${twice}`) ||
    (missing !== undefined && `a key over ${missing}, which is no column of it`) ||
    (both && `a column ${both.name} with more than one of default, identity and generated`);
  if (why) throw new DomainError("invalid-plan", `Table ${table} would have ${why}. Nothing was changed.`);
}

async function columnText(column: ColumnSpec, { catalog, sql }: OperationContext): Promise<string> {
  const type = await catalog.typeName(column.type);
  const identity = column.identity === "always" ? "ALWAYS" : "BY DEFAULT";
  return [
    `${sql.name(column.name)} ${type}`,
    ...(column.collation === undefined ? [] : [`COLLATE ${sql.table(sql.parseTable(column.collation))}`]),
    ...(column.generated === undefined ? [] : [`GENERATED ALWAYS AS ${inParentheses(column.generated)} STORED`]),
    ...(column.identity === undefined ? [] : [`GENERATED ${identity} AS IDENTITY`]),
    ...(column.default === undefined ? [] : [`DEFAULT ${inParentheses(column.default)}`]),
    ...(column.notNull ? ["NOT NULL"] : []),
  ].join(" ");
}

async function constraintTexts(
  spec: OperationSpecs["create-table"],
  ref: TableRef,
  { catalog, sql }: OperationContext,
): Promise<readonly string[]> {
  const taken = new Set(Object.keys(spec.checks ?? {}));
  const named = (columns: readonly string[], suffix: string) => {
    const names = [...Array(100).keys()].map((it) =>
      objectName(ref.name, columns, it === 0 ? suffix : `${suffix}${it}`),
    );
    const free = names.find((it) => !taken.has(it)) ?? "";
    taken.add(free);
    return `CONSTRAINT ${sql.name(free)}`;
  };
  const list = (columns: readonly string[]) => `(${columns.map((it) => sql.name(it)).join(", ")})`;
  const foreignKeys: string[] = [];
  for (const { columns, references } of spec.foreignKeys ?? []) {
    const isSelf = sql.table(sql.parseTable(references.table)) === sql.table(ref);
    const parent = isSelf ? null : await catalog.table(references.table);
    if (parent) assertReferable(parent, references.columns);
    const to = referencesText(references, parent?.ref ?? ref, sql);
    foreignKeys.push(`${named(columns, "fkey")} FOREIGN KEY ${list(columns)} ${to}`);
  }
  return [
    ...(spec.primaryKey ? [`${named([], "pkey")} PRIMARY KEY ${list(spec.primaryKey)}`] : []),
    ...(spec.unique ?? []).map((columns) => `${named(columns, "key")} UNIQUE ${list(columns)}`),
    ...Object.entries(spec.checks ?? {}).map(
      ([name, check]) => `CONSTRAINT ${sql.name(name)} CHECK ${inParentheses(check)}`,
    ),
    ...foreignKeys,
  ];
}
