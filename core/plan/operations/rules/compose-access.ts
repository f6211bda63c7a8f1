import { DomainError } from "#core/domain/domain-error.ts";
import type { SqlStep } from "#core/domain/plan-document.ts";
import type { VersionedAccess } from "#core/domain/plan-operation.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationTable, OperationView } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { viewStatements } from "../views/view-statements.ts";
import type { ContractStatement } from "./column-twin.ts";
import { type ReleaseColumn, releaseView } from "./release-view.ts";

/** A table and what the new release sees of it. */
export interface ReleasedTable {
  readonly table: OperationTable;
  /** In order; `source` is the column's name in the table when the views are published. */
  readonly columns: readonly ReleaseColumn[];
  /** The column that tells the trigger who inserted. */
  readonly marker: string | null;
  /** The marker goes with the end of the soak; else in the contract transaction. */
  readonly keepsMarker: boolean;
}

/** What the views of two releases add to a plan (reference: postgres.md, 3.2 §5 and §6, 3.5 option 1). */
export interface AccessParts {
  /** First in expand: the running release reads its own columns, whatever is added to the table. */
  readonly expand: readonly SqlStep[];
  /** In cutover, before the gate: verified rows only. */
  readonly publish: readonly SqlStep[];
  /** Of a table's contract transaction. */
  contractOf(table: OperationTable): readonly ContractStatement[];
  /** Of the last contract transaction. */
  readonly contractEnd: readonly ContractStatement[];
  /** First in the transaction that drops the marker at the end of the soak: the new view keeps its shape for prepared statements. */
  beforeDropOf(table: OperationTable): readonly string[];
}

/** What a release inserts through its view is marked by this column, with a default that the view alone has. */
const MARKER = "_sluice_from";
const FROM_NEW = 2;

/**
 * Views of the old and the new release, side by side.
 * @throws DomainError `unsupported` where a view would bypass row security, `invalid-plan` where a name is taken.
 */
export async function composeAccess(
  tables: readonly ReleasedTable[],
  access: VersionedAccess,
  context: OperationContext,
): Promise<AccessParts> {
  for (const { table } of tables) refuseBypass(table, context.version);
  refuseTwins(tables);
  const fresh = await context.catalog.relationsIn(access.new);
  const taken = tables.find(({ table }) => fresh?.includes(table.ref.name));
  if (taken) {
    throw new DomainError(
      "invalid-plan",
      `Schema ${access.new} already has a relation ${taken.table.ref.name}. Give the new release a schema of its own in \`access\`, such as ${access.new}_2.`,
    );
  }
  const { old } = access;
  const find = (table: OperationTable) => tables.filter((it) => it.table.oid === table.oid);
  return {
    expand: old === undefined ? [] : await oldViews(tables, old, context),
    publish: [publish(tables, access.new, fresh === null, context)],
    contractOf: (table) =>
      find(table).flatMap((it) => [
        ...(old === undefined ? [] : [withoutOldView(it.table, old, context)]),
        ...(it.keepsMarker ? [] : withoutMarkerAtOnce(it, access.new, context)),
      ]),
    contractEnd: old === undefined ? [] : await withoutOldSchema(tables, old, context),
    beforeDropOf: (table) =>
      find(table).flatMap((it) => (it.keepsMarker ? withoutMarker(it, "after", access.new, context) : [])),
  };
}

/** Before 15 a view reads with its owner's rights. */
function refuseBypass(table: OperationTable, version: number): void {
  if (!table.rowSecurity || version >= 150_000) return;
  throw new DomainError(
    "unsupported",
    `Table ${table.ref.name} has row security, and before PostgreSQL 15 a view reads with its owner's rights, so a release would see rows that its policies hide. Leave \`access\` out, or upgrade to 15.`,
  );
}

/** A release's schema holds one view of a name. */
function refuseTwins(tables: readonly ReleasedTable[]): void {
  for (const { table } of tables) {
    const other = tables.find((it) => it.table.oid !== table.oid && it.table.ref.name === table.ref.name)?.table.ref;
    if (!other) continue;
    throw new DomainError(
      "unsupported",
      `Tables ${table.ref.schema}.${table.ref.name} and ${other.schema}.${other.name} have one name, and the schema of a release holds one view of it. Change them in two migrations, each with an \`access\` of its own.`,
    );
  }
}

const viewIn = (table: OperationTable, schema: string): OperationView | undefined =>
  table.views.find(({ ref }) => ref.schema === schema && ref.name === table.ref.name);

const asItIs = (table: OperationTable): readonly ReleaseColumn[] =>
  table.columns.map(({ name }) => ({ name, source: name, default: null }));

async function oldViews(
  tables: readonly ReleasedTable[],
  schema: string,
  context: OperationContext,
): Promise<readonly SqlStep[]> {
  const { sql, catalog } = context;
  const missing = tables.filter(({ table }) => !viewIn(table, schema));
  if (missing.length === 0) return [];
  const isNewSchema = (await catalog.relationsIn(schema)) === null;
  const made = missing.map(({ table }) => releaseView({ table, schema, columns: asItIs(table) }, context));
  const drops = missing.map(({ table }) => `DROP VIEW ${viewName(table, schema, context)}`);
  return [
    {
      sql: joined([...schemaFor(schema, isNewSchema, tables, context), ...made.flat()]),
      undo: joined([...drops, ...(isNewSchema ? [`DROP SCHEMA ${sql.name(schema)}`] : [])]),
      name: `Views of the running release in ${schema}`,
    },
  ];
}

function publish(
  tables: readonly ReleasedTable[],
  schema: string,
  isNewSchema: boolean,
  context: OperationContext,
): SqlStep {
  const { sql } = context;
  const made = tables.flatMap((it) => [
    ...releaseView({ table: it.table, schema, columns: [...it.columns, ...markerColumn(it)] }, context),
    ...markDefault(it, schema, context),
  ]);
  const drops = tables.map(({ table }) => `DROP VIEW ${viewName(table, schema, context)}`);
  return {
    sql: joined([...schemaFor(schema, isNewSchema, tables, context), ...made]),
    undo: joined([...drops, ...(isNewSchema ? [`DROP SCHEMA ${sql.name(schema)}`] : [])]),
    name: `Publish the views of the new release in ${schema}`,
  };
}

/** The mirror brings it back as it was, or as this plan made it. */
function withoutOldView(table: OperationTable, schema: string, context: OperationContext): ContractStatement {
  const before = viewIn(table, schema);
  const again = before
    ? viewStatements(before, context)
    : releaseView({ table, schema, columns: asItIs(table) }, context);
  return { stage: "views-away", sql: `DROP VIEW ${viewName(table, schema, context)}`, mirror: joined(again) };
}

/** The old release's schema goes where nothing else is in it. */
async function withoutOldSchema(
  tables: readonly ReleasedTable[],
  schema: string,
  context: OperationContext,
): Promise<readonly ContractStatement[]> {
  const others = (await context.catalog.relationsIn(schema)) ?? [];
  if (others.some((name) => !tables.some(({ table }) => table.ref.name === name))) return [];
  const mirror = joined(schemaFor(schema, true, tables, context));
  return [{ stage: "views-away", sql: `DROP SCHEMA ${context.sql.name(schema)}`, mirror }];
}

function withoutMarkerAtOnce(
  it: ReleasedTable,
  schema: string,
  context: OperationContext,
): readonly ContractStatement[] {
  if (it.marker === null) return [];
  const view = viewName(it.table, schema, context);
  const back = `CREATE OR REPLACE VIEW ${view} AS ${selectOf(it, "now", it.marker, context)}`;
  return [
    {
      stage: "views-away",
      sql: joined(withoutMarker(it, "now", schema, context)),
      mirror: joined([back, ...markDefault(it, schema, context)]),
    },
  ];
}

/** `now`: before contract has given the columns their names. */
function withoutMarker(
  it: ReleasedTable,
  names: "now" | "after",
  schema: string,
  context: OperationContext,
): readonly string[] {
  if (it.marker === null) return [];
  const view = viewName(it.table, schema, context);
  return [
    `ALTER VIEW ${view} ALTER COLUMN ${context.sql.name(MARKER)} DROP DEFAULT`,
    `CREATE OR REPLACE VIEW ${view} AS ${selectOf(it, names, null, context)}`,
  ];
}

function selectOf(
  { table, columns }: ReleasedTable,
  names: "now" | "after",
  marker: string | null,
  { sql }: OperationContext,
): string {
  const shown = columns.map(({ name, source }) =>
    names === "after" || name === source ? sql.name(name) : `${sql.name(source)} AS ${sql.name(name)}`,
  );
  const last = `${marker === null ? "NULL::smallint" : sql.name(marker)} AS ${sql.name(MARKER)}`;
  return `SELECT ${[...shown, last].join(", ")} FROM ${sql.table(table.ref)}`;
}

const markerColumn = ({ marker }: ReleasedTable): readonly ReleaseColumn[] =>
  marker === null ? [] : [{ name: MARKER, source: marker, default: null }];
const markDefault = ({ table, marker }: ReleasedTable, schema: string, context: OperationContext): readonly string[] =>
  marker === null
    ? []
    : [
        `ALTER VIEW ${viewName(table, schema, context)} ALTER COLUMN ${context.sql.name(MARKER)} SET DEFAULT ${FROM_NEW}`,
      ];

const viewName = ({ ref }: { readonly ref: Required<TableRef> }, schema: string, { sql }: OperationContext): string =>
  sql.table({ schema, name: ref.name });

function schemaFor(
  schema: string,
  isNew: boolean,
  tables: readonly ReleasedTable[],
  { sql }: OperationContext,
): readonly string[] {
  const facts = tables.flatMap(({ table }) => [...table.grants, ...table.columns.flatMap((it) => it.grants)]);
  const grantees = new Set(facts.map((it) => it.grantee));
  return [
    ...(isNew ? [`CREATE SCHEMA ${sql.name(schema)}`] : []),
    ...[...grantees].map((grantee) => `GRANT USAGE ON SCHEMA ${sql.name(schema)} TO ${grantee}`),
  ];
}

const joined = (statements: readonly string[]): string => statements.join(";\n");
