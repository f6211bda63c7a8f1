import { modelKey } from "#core/analysis/model-key.ts";
import { resolveName, type WrittenName } from "#core/analysis/resolve-name.ts";
import type { SchemaChange } from "#core/analysis/schema-change.ts";
import type { SchemaModel, TableModel } from "#core/analysis/schema-model.ts";

export interface KnownRefusal {
  readonly why: string;
  /** The schema is already as the statement would leave it. */
  readonly isThere: boolean;
}

const there = (why: string): KnownRefusal => ({ why, isThere: true });
const not = (why: string): KnownRefusal => ({ why, isThere: false });

/** What SQLite refuses since it is there already, or since it is missing. */
export function refusedByCatalog(change: SchemaChange, model: SchemaModel): KnownRefusal | null {
  switch (change.kind) {
    case "create-table":
      return change.ifNotExists || change.persistence === "temporary" ? null : taken(model, change.table);
    case "create-view":
      return change.ifNotExists ? null : taken(model, change.view);
    case "create-index":
      return createIndex(change, model);
    case "drop-table":
      return change.ifExists ? null : dropped(model, change.tables, model.tables, "table");
    case "drop-index":
      return change.ifExists ? null : dropped(model, change.indexes, model.indexes, "index");
    case "rename-table":
      return needTable(model, change.table) ?? taken(model, { name: change.to });
    default:
      return refusedInTable(change, model);
  }
}

function refusedInTable(change: SchemaChange, model: SchemaModel): KnownRefusal | null {
  switch (change.kind) {
    case "add-column": {
      const table = tableIn(model, change.table);
      const { name } = change.column;
      if (has(table, name)) return there(`${table?.name.name} has a column ${name} already`);
      return needTable(model, change.table);
    }
    case "drop-column": {
      const missing = needColumn(model, change.table, change.column);
      return missing && there(missing.why);
    }
    case "rename-column": {
      const table = tableIn(model, change.table);
      const isTaken = has(table, change.to);
      const missing = needColumn(model, change.table, change.column);
      if (missing) return { ...missing, isThere: isTaken };
      return isTaken && change.to !== change.column
        ? not(`${table?.name.name} has a column ${change.to} already`)
        : needTable(model, change.table);
    }
    case "set-not-null":
    case "drop-not-null":
      return needColumn(model, change.table, change.column);
    default:
      return null;
  }
}

const tableIn = (model: SchemaModel, written: WrittenName): TableModel | undefined =>
  model.tables.get(modelKey(resolveName(model, written)));

const has = (table: TableModel | undefined, column: string): boolean =>
  table?.columns.some(({ name }) => name === column) === true;

/** Tables, indexes and views share one space of names. */
function taken(model: SchemaModel, { schema, name }: WrittenName): KnownRefusal | null {
  const key = modelKey({ schema: schema ?? model.searchPath[0] ?? "main", name });
  const isTaken = [model.tables, model.indexes, model.views].some((map) => map.has(key));
  return isTaken ? there(`There is a table, index or view ${name} already`) : null;
}

function createIndex(
  { index, ifNotExists }: Extract<SchemaChange, { kind: "create-index" }>,
  model: SchemaModel,
): KnownRefusal | null {
  const found = ifNotExists || index.name === null ? null : taken(model, { name: index.name });
  return found ?? needTable(model, index.table);
}

function dropped(
  model: SchemaModel,
  names: readonly WrittenName[],
  map: ReadonlyMap<string, unknown>,
  what: string,
): KnownRefusal | null {
  const missing = names.find((it) => !map.has(modelKey(resolveName(model, it))));
  return model.complete && missing ? there(`There is no ${what} ${missing.name}`) : null;
}

function needTable(model: SchemaModel, written: WrittenName): KnownRefusal | null {
  // What begins so is SQLite's own and stands in no model.
  const isOwn = written.name.startsWith("sqlite_") || written.schema !== undefined;
  return model.complete && !isOwn && !tableIn(model, written) ? not(`There is no table ${written.name}`) : null;
}

function needColumn(model: SchemaModel, written: WrittenName, column: string): KnownRefusal | null {
  const table = tableIn(model, written);
  if (!table?.known || has(table, column)) return null;
  return not(`${table.name.name} has no column ${column}`);
}
