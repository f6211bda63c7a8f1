import { DomainError } from "#core/domain/domain-error.ts";
import type { ColumnSpec } from "#core/domain/plan-operation.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { objectName } from "../sql/object-name.ts";
import { spareName } from "../sql/spare-name.ts";
import type { ColumnRule } from "./column-rule.ts";

const SERIAL: Readonly<Record<string, string>> = {
  serial: "integer",
  serial4: "integer",
  bigserial: "bigint",
  serial8: "bigint",
  smallserial: "smallint",
  serial2: "smallint",
};

/** Whether a column takes its numbers from a sequence of its own. */
export const isNumbered = ({ type, identity }: ColumnSpec): boolean =>
  identity !== undefined || type.toLowerCase() in SERIAL;

/** SERIAL and identity would rewrite the table (reference: postgres.md, 2.1 A2): the sequence comes first, the rows are filled from it. */
export async function numberedColumn(
  table: OperationTable,
  spec: ColumnSpec,
  from: string,
  context: OperationContext,
): Promise<ColumnRule> {
  if (spec.default !== undefined || spec.generated !== undefined) {
    throw new DomainError(
      "invalid-plan",
      `Column ${spec.name} takes its numbers from a sequence: it can have no other default or expression. Leave it out.`,
    );
  }
  const serial = SERIAL[spec.type.toLowerCase()];
  const type = serial ?? (await context.catalog.typeName(spec.type));
  const { sql } = context;
  const schema = table.ref.schema;
  const own = { schema, name: objectName(table.ref.name, [spec.name], "seq") };
  const spare = { schema, name: spareName(context, "q", `${schema}.${table.ref.name}.${spec.name}`) };
  const sequence = sql.table(spec.identity ? spare : own);
  const next = `nextval(${sql.text(sequence)}::regclass)`;
  return {
    table,
    from,
    old: [],
    new: [
      {
        name: spec.name,
        type,
        collation: null,
        up: next,
        notNull: true,
        default: spec.identity ? null : next,
        identity: null,
        comment: spec.comment ?? null,
        takesOver: null,
        generated: false,
      },
    ],
    soak: null,
    install: [{ sql: `CREATE SEQUENCE ${sequence} AS ${type}`, undo: `DROP SEQUENCE ${sequence}` }],
    contract: spec.identity
      ? intoIdentity({ table, spec, sequence, type }, sql)
      : owned({ table, spec, sequence }, sql),
  };
}

interface Numbering {
  readonly table: OperationTable;
  readonly spec: ColumnSpec;
  readonly sequence: string;
}

function owned({ table, spec, sequence }: Numbering, sql: OperationContext["sql"]): ColumnRule["contract"] {
  const column = `${sql.table(table.ref)}.${sql.name(spec.name)}`;
  return [
    {
      stage: "settings",
      sql: `ALTER SEQUENCE ${sequence} OWNED BY ${column}`,
      mirror: `ALTER SEQUENCE ${sequence} OWNED BY NONE`,
    },
  ];
}

/** The last value that was given out, or NULL. */
const reached = (sequence: string): string => `pg_sequence_last_value(${sequence}::regclass)`;

/** The identity has a sequence of its own, which goes on where the first one stands. */
function intoIdentity(
  { table, spec, sequence, type }: Numbering & { readonly type: string },
  sql: OperationContext["sql"],
): ColumnRule["contract"] {
  const on = sql.table(table.ref);
  const alter = `ALTER TABLE ${on} ALTER COLUMN ${sql.name(spec.name)}`;
  const kind = spec.identity === "always" ? "ALWAYS" : "BY DEFAULT";
  const identity = `pg_get_serial_sequence(${sql.text(on)}, ${sql.text(spec.name)})`;
  return [
    {
      stage: "settings",
      sql: [
        `${alter} ADD GENERATED ${kind} AS IDENTITY`,
        `SELECT setval(${identity}, coalesce(${reached(sql.text(sequence))}, 1), ${reached(sql.text(sequence))} IS NOT NULL)`,
        `DROP SEQUENCE ${sequence}`,
      ].join(";\n"),
      mirror: [
        `CREATE SEQUENCE ${sequence} AS ${type}`,
        `SELECT setval(${sql.text(sequence)}, coalesce(${reached(identity)}, 1), ${reached(identity)} IS NOT NULL)`,
        `${alter} DROP IDENTITY`,
      ].join(";\n"),
    },
  ];
}
