import { DomainError } from "#core/domain/domain-error.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import { assertPlainTable } from "../facts/assert-plain-table.ts";
import type { OperationColumn, OperationTable } from "../facts/table-facts.ts";
import type { EnumFacts, Expansion, OperationContext } from "../operation.ts";
import { grantWaiver } from "../sql/grant-waiver.ts";
import { rightsOf } from "../sql/rights-of.ts";
import { spareName } from "../sql/spare-name.ts";
import type { ColumnRule, NewColumn } from "./column-rule.ts";
import type { ContractStatement } from "./column-twin.ts";
import { type EnumFunctions, enumFunctions } from "./enum-functions.ts";
import { refuseEnumUsers } from "./refuse-enum-users.ts";
import { refuseFixedColumn } from "./refuse-fixed-column.ts";

export interface EnumChange {
  readonly facts: EnumFacts;
  readonly values: readonly string[];
  /** A value that goes, and what takes its place. */
  readonly instead: Readonly<Record<string, string>>;
  readonly from: string;
  readonly soak: string;
}

interface Types {
  readonly old: Required<TableRef>;
  /** Under which the new type lives until contract. */
  readonly spare: Required<TableRef>;
  /** Under which the old one lives during the soak. */
  readonly away: Required<TableRef>;
}

/**
 * A type with other values takes the place of an enum, with a second column for each column of it in all tables (reference:
 * postgres.md, 2.1 O). The types change names in the contract transaction of the columns.
 */
export async function changeEnum(change: EnumChange, context: OperationContext): Promise<Expansion> {
  const { ref } = change.facts;
  const id = `${ref.schema}.${ref.name}`;
  const types: Types = {
    old: ref,
    spare: { schema: ref.schema, name: spareName(context, "e", id) },
    away: { schema: ref.schema, name: spareName(context, "t", id) },
  };
  const columns = await columnsOf(change.facts, context);
  const tables = [...new Set(columns.map(([table]) => table))];
  refuseEnumUsers(change.facts, { tables, gone: Object.keys(change.instead) }, context.sql);
  const functions = enumFunctions(change.facts.functions, context);
  if (columns.length === 0) return unused(change, types, functions, context);
  const rules = columns.map(
    ([table, column], index): ColumnRule => ({
      table,
      from: change.from,
      old: [{ name: column.name, down: cast(context.sql.name(column.name), types.old, column, context) }],
      new: [newColumn(change, types, { table, column }, context)],
      soak: change.soak,
      // The type is there before the first column of it.
      install: index === 0 ? [createType(change, types, context)] : [],
      contract: [
        ...(index === 0 ? [swapNames(types, functions, context)] : []),
        ...(index === columns.length - 1 ? madeAgain(change.facts, functions) : []),
      ],
      last: index === columns.length - 1 ? dropOld(types, functions, context) : [],
      together: `enum ${id}`,
    }),
  );
  return { rules, notes: functions.notes };
}

async function columnsOf(
  { ref, columns }: EnumFacts,
  { catalog }: OperationContext,
): Promise<readonly (readonly [OperationTable, OperationColumn])[]> {
  const found: (readonly [OperationTable, OperationColumn])[] = [];
  for (const it of columns) {
    const table = await catalog.find(it.table);
    const column = table?.columns.find(({ name }) => name === it.column);
    // A partition follows its parent.
    if (!table || !column || (table.parents.length > 0 && column.inherited)) continue;
    assertPlainTable(table);
    refuseFixedColumn(table, column, "Its type");
    refuseMentions(table, column, ref);
    found.push([table, column]);
  }
  return found;
}

/** An expression that compares with a value of the old type would not take a column of the new one. */
function refuseMentions(table: OperationTable, column: OperationColumn, ref: Required<TableRef>): void {
  // As it stands inside quotes, if it needs any.
  const name = ref.name.replaceAll('"', '""');
  const mentions = (text: string | null) => text?.includes(name) ?? false;
  const uses = ({ columns }: { readonly columns: readonly string[] }) => columns.includes(column.name);
  const index = table.indexes.find(
    (it) => uses(it) && (mentions(it.where) || it.keys.some((key) => mentions(key.text))),
  );
  const check = table.constraints.find((it) => it.kind === "check" && uses(it) && mentions(it.expression));
  const view = table.views.find(
    (it) => mentions(it.definition) && (it.reads === null || it.reads.includes(column.name)),
  );
  const policy = table.policies.find((it) => uses(it) && (mentions(it.using) || mentions(it.check)));
  const what = [
    index && `The index ${index.ref.name}`,
    check && `The check ${check.name}`,
    view && `The view ${view.ref.name}`,
    policy && `The policy ${policy.name}`,
  ].find((it) => it !== undefined);
  if (what === undefined) return;
  throw new DomainError(
    "unsupported",
    `${what} of ${table.ref.name} compares ${column.name} with values of the type ${ref.name}, and would not take one of another type. Write it over ${column.name}::text first. Nothing was changed.`,
  );
}

function newColumn(
  { instead, values }: EnumChange,
  types: Types,
  { table, column }: { readonly table: OperationTable; readonly column: OperationColumn },
  context: OperationContext,
): NewColumn {
  const { sql } = context;
  return {
    name: column.name,
    type: typeOf(types.spare, column, context),
    collation: null,
    up: cast(
      Object.entries(instead).reduce(
        (text, [value, by]) => replaced(text, { value, by }, column, sql),
        asText(sql.name(column.name), column),
      ),
      types.spare,
      column,
      context,
      true,
    ),
    notNull: column.notNull,
    default: defaultOf({ table, column, instead, values }, types, context),
    identity: null,
    comment: column.comment,
    takesOver: column.name,
    generated: false,
  };
}

const isArray = ({ type }: OperationColumn): boolean => type.endsWith("[]");
const typeOf = (type: Required<TableRef>, column: OperationColumn, { sql }: OperationContext): string =>
  `${sql.table(type)}${isArray(column) ? "[]" : ""}`;
const asText = (expression: string, column: OperationColumn): string =>
  `CAST(${expression} AS text${isArray(column) ? "[]" : ""})`;

const cast = (
  expression: string,
  type: Required<TableRef>,
  column: OperationColumn,
  context: OperationContext,
  isText = false,
): string => `CAST(${isText ? expression : asText(expression, column)} AS ${typeOf(type, column, context)})`;

const replaced = (
  text: string,
  { value, by }: { readonly value: string; readonly by: string },
  column: OperationColumn,
  sql: OperationContext["sql"],
): string =>
  isArray(column)
    ? `array_replace(${text}, ${sql.text(value)}, ${sql.text(by)})`
    : `CASE ${text} WHEN ${sql.text(value)} THEN ${sql.text(by)} ELSE ${text} END`;

function defaultOf(
  {
    table,
    column,
    instead,
    values,
  }: Pick<EnumChange, "instead" | "values"> & { readonly table: OperationTable; readonly column: OperationColumn },
  types: Types,
  context: OperationContext,
): string | null {
  if (column.default === null) return null;
  const literal = /^'((?:[^']|'')*)'::/.exec(column.default)?.[1]?.replaceAll("''", "'");
  if (literal === undefined || isArray(column)) {
    throw new DomainError(
      "unsupported",
      `Column ${column.name} of ${table.ref.name} has the default ${column.default}, which is no plain value. Drop the default in a migration before, and set it again after. Nothing was changed.`,
    );
  }
  const value = instead[literal] ?? literal;
  return values.includes(value) ? `${context.sql.text(value)}::${context.sql.table(types.spare)}` : null;
}

function createType({ facts, values }: EnumChange, { spare }: Types, { sql }: OperationContext) {
  const name = sql.table(spare);
  return {
    sql: [
      `CREATE TYPE ${name} AS ENUM (${values.map((it) => sql.text(it)).join(", ")})`,
      `ALTER TYPE ${name} OWNER TO ${facts.owner}`,
      ...rightsOf(`TYPE ${name}`, facts),
      ...(facts.comment === null ? [] : [`COMMENT ON TYPE ${name} IS ${sql.text(facts.comment)}`]),
    ].join(";\n"),
    undo: `DROP TYPE ${name}`,
  };
}

/** In the transaction of the columns: a statement with a cast to the type must never meet a column of the other one. */
function swapNames(
  { old, spare, away }: Types,
  functions: EnumFunctions,
  { sql }: OperationContext,
): ContractStatement & { readonly mirror: string } {
  const rename = (from: Required<TableRef>, to: Required<TableRef>) =>
    `ALTER TYPE ${sql.table(from)} RENAME TO ${sql.name(to.name)}`;
  return {
    stage: "types",
    sql: [...functions.away, rename(old, away), rename(spare, old)].join(";\n"),
    mirror: [rename(old, spare), rename(away, old), ...functions.backAgain].join(";\n"),
  };
}

/** When tables and views are as they will be: the server reads an SQL body when the function is made. */
function madeAgain({ functions: facts }: EnumFacts, { make, drop }: EnumFunctions): readonly ContractStatement[] {
  if (make.length === 0) return [];
  const [ignore] = grantWaiver(facts.flatMap((it) => it.grants ?? []));
  return [{ stage: "views-back", sql: make.join(";\n"), mirror: drop.join(";\n"), ignore }];
}

const dropOld = ({ away }: Types, { last }: EnumFunctions, { sql }: OperationContext): readonly string[] => [
  ...last,
  `DROP TYPE ${sql.table(away)}`,
];

/** No table has a column of it: there is nothing to keep in step. */
function unused(change: EnumChange, types: Types, functions: EnumFunctions, context: OperationContext): Expansion {
  const made = createType(change, types, context);
  const swap = swapNames(types, functions, context);
  const { facts } = change;
  const ignore = grantWaiver([facts, ...facts.functions].flatMap((it) => it.grants ?? []));
  return {
    steps: {
      contract: [
        {
          sql: [made.sql, swap.sql, ...functions.make].join(";\n"),
          undo: [...functions.drop, swap.mirror, made.undo].join(";\n"),
          ...(ignore.length > 0 ? { ignore } : {}),
          name: `Put a type with other values in the place of ${types.old.name}`.slice(0, 120),
        },
        {
          sql: dropOld(types, functions, context).join(";\n"),
          undo: "none",
          name: `Drop the old form of ${types.old.name}: the point of no return`.slice(0, 120),
        },
      ],
    },
    notes: functions.notes,
  };
}
