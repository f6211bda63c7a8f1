import type { Finding } from "#core/domain/finding.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { ColumnUse, Statement } from "#core/engines/statement-reader.ts";
import { didYouMean } from "./did-you-mean.ts";
import { findingAt, type StepUnderCheck } from "./plan-check.ts";
import type { Lookup, PlannedSchema, PlannedTable } from "./planned-schema.ts";
import type { Place } from "./read-plan-source.ts";
import type { ReadText } from "./read-plan-sql.ts";
import { tableName } from "./same-table.ts";

interface Spot {
  readonly text: ReadText;
  readonly within: Place;
}

/** Names that a statement needs and that do not exist when it runs. */
export function checkStatementNames(
  step: StepUnderCheck,
  text: ReadText,
  statement: Statement,
  schema: PlannedSchema,
): readonly Finding[] {
  const missing = statement.tables.flatMap((table) => {
    if (isOfTheServer(table)) return [];
    return missingTable(step, { text, within: table }, table, schema.look(table));
  });
  if (missing.length > 0) return missing;
  return [
    ...statement.columns.flatMap((use) =>
      missingColumn(step, { text, within: { line: use.line, column: use.col } }, use, statement, schema),
    ),
    ...alreadyThere(step, text, statement, schema),
  ];
}

const isOfTheServer = ({ schema, name }: TableRef): boolean =>
  schema === "information_schema" || schema === "pg_catalog" || name.startsWith("pg_") || name.startsWith("sqlite_");

export function missingTable(
  step: StepUnderCheck,
  spot: Spot | { readonly path: readonly PropertyKey[] },
  table: TableRef,
  found: Lookup,
): readonly Finding[] {
  const place = "text" in spot ? { path: spot.text.path, within: spot.within } : spot;
  const told = (message: string, fix?: string) => [
    findingAt(step, place, { rule: "unknown-table", severity: "error", message, fix }),
  ];
  if (found.state === "dropped") return told(`Table ${tableName(table)} is gone: step ${found.by} drops or renames it`);
  if (found.state !== "missing") return [];
  const names = step.catalog?.tables.map(({ name }) => name) ?? [];
  const meant = didYouMean(table.name, names);
  return told(
    `There is no table ${tableName(table)}${meant ? `, did you mean ${meant}?` : ""}`,
    "Check the name and the schema, or make the table in an earlier step.",
  );
}

function missingColumn(
  step: StepUnderCheck,
  spot: Spot,
  use: ColumnUse,
  statement: Statement,
  schema: PlannedSchema,
): readonly Finding[] {
  const tables = use.table ? [use.table] : statement.tables;
  const looks = tables.map((table) => schema.look(table));
  const found = looks.flatMap((look) => ("table" in look ? [look.table] : []));
  // Somebody else may have it: a view of the server, a table that cannot be looked at.
  if (found.length !== looks.length || found.length === 0) return [];
  return missingColumnIn(step, { path: spot.text.path, within: spot.within }, use.column, found, schema);
}

export function missingColumnIn(
  step: StepUnderCheck,
  place: { readonly path: readonly PropertyKey[]; readonly within?: Place; readonly key?: boolean },
  column: string,
  tables: readonly PlannedTable[],
  schema: PlannedSchema,
): readonly Finding[] {
  if (tables.some((table) => schema.hasColumn(table, column) !== false)) return [];
  const names = tables.map(({ name }) => name).join(" or ");
  const by = tables.map((table) => table.dropped.get(schema.fold(column))).find((it) => it !== undefined);
  const told = { rule: "unknown-column", severity: "error" } as const;
  if (by)
    return [
      findingAt(step, place, {
        ...told,
        message: `Column ${column} of ${names} is gone: step ${by} drops or renames it`,
      }),
    ];
  const meant = didYouMean(
    column,
    tables.flatMap((table) => [...table.columns.values()].map(({ name }) => name)),
  );
  const message = `${names} has no column ${column}${meant ? `, did you mean ${meant}?` : ""}`;
  return [findingAt(step, place, { ...told, message, fix: "Check the name, or add the column in an earlier step." })];
}

function alreadyThere(
  step: StepUnderCheck,
  text: ReadText,
  statement: Statement,
  schema: PlannedSchema,
): readonly Finding[] {
  if (/\bIF\s+NOT\s+EXISTS\b|\bOR\s+REPLACE\b/i.test(statement.text)) return [];
  const within = { line: statement.line, column: statement.column };
  const told = (message: string) => [
    findingAt(
      step,
      { path: text.path, within },
      { rule: "already-exists", severity: "error", message, fix: "Choose another name, or take the statement out." },
    ),
  ];
  const isRename = statement.drops.tables.length + statement.drops.columns.length > 0;
  const tables = statement.creates.tables.flatMap((table) =>
    schema.look(table).state === "there" && !(isRename && statement.drops.tables.some((it) => it.name === table.name))
      ? told(`Table ${tableName(table)} exists already`)
      : [],
  );
  const columns = statement.creates.columns.flatMap(({ table, column }) => {
    const look = schema.look(table);
    const isDroppedHere = statement.drops.columns.some((it) => it.column === column);
    return "table" in look && schema.columnOf(look.table, column) && !isDroppedHere
      ? told(`${look.table.name} has a column ${column} already`)
      : [];
  });
  return [...tables, ...columns];
}
