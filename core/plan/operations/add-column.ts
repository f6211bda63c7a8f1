import { DomainError } from "#core/domain/domain-error.ts";
import type { ColumnSpec, OperationSpecs } from "#core/domain/plan-operation.ts";
import type { OperationTable } from "./facts/table-facts.ts";
import type { Expansion, Operation, OperationContext } from "./operation.ts";
import { generatedColumn } from "./rules/generated-column.ts";
import { newColumn } from "./rules/new-column.ts";
import { isNumbered, numberedColumn } from "./rules/numbered-column.ts";
import { refuseTakenName } from "./rules/refuse-taken-name.ts";
import { RULE_REFUSALS } from "./rules/rule-refusals.ts";

/** Catalog only where the server can answer the default for rows that are there (reference: postgres.md, 2.1 A), else filled (A2). */
export const addColumn: Operation<"add-column"> = {
  name: "add-column",
  engines: ["postgresql"],
  title: "Add a column",
  summary:
    "With a constant default no row is touched. With `up`, a random default, a sequence or NOT NULL the rows are filled in batches, while a trigger fills those that old releases write.",
  keywords: ["add", "new field", "serial", "identity", "default", "uuid", "generated", "not null"],
  locks:
    "ACCESS EXCLUSIVE on the table for milliseconds; where rows must be filled, again for milliseconds when NOT NULL and the default are set. No row is read or written under it.",
  undo: "The column is dropped, and with it what new releases wrote there.",
  refusals: [
    {
      what: "NOT NULL without a default and without `up`",
      instead: "Give it a `default`, or say with `up` how it follows from the row",
    },
    {
      what: "A type whose addition would rewrite the table (a domain with a constraint)",
      instead: "Say with `up` what existing rows have, or take the base type",
    },
    {
      what: "A generated column, or one with numbers from a sequence, with a `default` or `up` beside",
      instead: "Leave one of them out",
    },
    { what: "A name that is taken, or has more than 63 bytes", instead: "Choose another name" },
    ...RULE_REFUSALS,
  ],
  example: {
    table: "orders",
    column: { name: "token", type: "uuid", notNull: true, default: "gen_random_uuid()" },
  },
  label: ({ table, column }) => `add-column ${table}.${column.name}`,

  async expand(spec, context) {
    const { column } = spec;
    const table = await context.catalog.table(spec.table);
    refuseTakenName(table, column.name);
    if (column.generated !== undefined) {
      refuseValueAndExpression(column, spec.up);
      if (context.version < VIRTUAL)
        return await emulated({ ...column, generated: column.generated }, addColumn.label(spec), { table, context });
    }
    if (isNumbered(column)) {
      if (spec.up !== undefined) refuseTwoValues(column);
      return { rules: [await numberedColumn(table, column, addColumn.label(spec), context)] };
    }
    const definition = await definitionOf(column, context);
    if (spec.up === undefined && (await isFast(column, { table, definition }, context))) {
      return atOnce(column, { table, definition }, context);
    }
    return { rules: [await filled(spec, table, context)] };
  },
};

interface Adding {
  readonly table: OperationTable;
  readonly definition: string;
}

async function definitionOf(
  { name, type, collation, notNull, default: value, generated }: ColumnSpec,
  { sql, catalog }: OperationContext,
): Promise<string> {
  return [
    sql.name(name),
    await catalog.typeName(type),
    ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
    ...(value === undefined ? [] : [`DEFAULT ${value}`]),
    ...(generated === undefined ? [] : [`GENERATED ALWAYS AS (${generated}) VIRTUAL`]),
    ...(notNull ? ["NOT NULL"] : []),
  ].join(" ");
}

async function isFast(
  column: ColumnSpec,
  { table, definition }: Adding,
  { catalog }: OperationContext,
): Promise<boolean> {
  if (column.notNull && column.default === undefined && column.generated === undefined) {
    throw new DomainError(
      "invalid-plan",
      `Column ${column.name} shall be NOT NULL, and nothing says what rows have there that exist. Give it a \`default\`, or say with \`up\` how it follows from the row.`,
    );
  }
  return await catalog.isFastAddColumn(table, definition);
}

function atOnce(column: ColumnSpec, { table, definition }: Adding, { sql }: OperationContext): Expansion {
  const on = sql.table(table.ref);
  const comment =
    column.comment === undefined
      ? []
      : [`COMMENT ON COLUMN ${on}.${sql.name(column.name)} IS ${sql.text(column.comment)}`];
  return {
    steps: {
      expand: [
        {
          sql: [`ALTER TABLE ${on} ADD COLUMN ${definition}`, ...comment].join(";\n"),
          undo: `ALTER TABLE ${on} DROP COLUMN ${sql.name(column.name)}`,
          name: `Add ${column.name}: no row is touched`,
        },
      ],
    },
  };
}

async function filled(spec: OperationSpecs["add-column"], table: OperationTable, context: OperationContext) {
  const up = spec.up ?? spec.column.default;
  if (up === undefined) {
    throw new DomainError(
      "unsupported",
      `To add ${spec.column.name} as ${spec.column.type} the server would rewrite the table. Say with \`up\` what rows have there that exist, or add it with the type's base type.`,
    );
  }
  return {
    table,
    from: addColumn.label(spec),
    old: [],
    new: [await newColumn(spec.column, up, context)],
    soak: null,
  };
}

const VIRTUAL = 180_000;

async function emulated(
  column: ColumnSpec & { readonly generated: string },
  from: string,
  { table, context }: { readonly table: OperationTable; readonly context: OperationContext },
): Promise<Expansion> {
  return {
    rules: [await generatedColumn(table, column, from, context)],
    notes: [
      `Before PostgreSQL 18 the server would rewrite ${table.ref.name} for a generated column: ${column.name} is a plain column instead, and a trigger that stays gives it its value at every write.`,
    ],
  };
}

function refuseValueAndExpression({ name, default: value }: ColumnSpec, up: string | undefined): void {
  if (value === undefined && up === undefined) return;
  throw new DomainError(
    "invalid-plan",
    `Column ${name} is generated: it can have neither a default nor \`up\`. Leave one of them out.`,
  );
}

function refuseTwoValues({ name }: ColumnSpec): never {
  throw new DomainError(
    "invalid-plan",
    `Column ${name} takes its numbers from a sequence, and \`up\` gives others. Leave one of them out.`,
  );
}
