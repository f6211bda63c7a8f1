import { modelKey } from "#core/analysis/model-key.ts";
import type { WrittenName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import type { ObjectName, TableModel } from "#core/analysis/schema-model.ts";
import type { Effects } from "./postgres-effects.ts";

/** Every table has these, whatever the model lists. */
const SYSTEM_COLUMNS = new Set(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]);

/** Refuses columns and constraints that are there already, or that are missing, where the model knows the whole table. */
export function refuseInTable(effects: Effects, change: SchemaChange, all: readonly SchemaChange[]): void {
  switch (change.kind) {
    case "add-column":
      addColumn(effects, change, all);
      return;
    case "rename-column":
      renameColumn(effects, change);
      return;
    case "drop-column":
      if (!change.columnIfExists) needColumns(effects, change.table, [change.column], { all, isThere: true });
      return;
    case "alter-type":
    case "set-not-null":
    case "drop-not-null":
    case "set-default":
    case "drop-default":
    case "set-expression":
    case "drop-expression":
    case "alter-identity":
      needColumns(effects, change.table, [change.column], { all });
      return;
    case "create-index":
      needColumns(effects, change.index.table, [...keysOf(change), ...change.index.include], { all });
      return;
    default:
      refuseConstraint(effects, change, all);
  }
}

function refuseConstraint(effects: Effects, change: SchemaChange, all: readonly SchemaChange[]): void {
  switch (change.kind) {
    case "add-constraint":
      addConstraint(effects, change, all);
      return;
    case "drop-constraint":
      if (!change.constraintIfExists) needConstraint(effects, change, { all, isThere: true });
      return;
    case "validate-constraint":
    case "alter-constraint":
    case "rename-constraint":
      needConstraint(effects, change, { all });
      return;
    default:
  }
}

const keysOf = ({ index }: ChangeOf<"create-index">): readonly string[] => index.keys.flatMap((it) => it.column ?? []);

/** The table where all its columns and constraints are known. */
function wholeTable(effects: Effects, written: WrittenName): TableModel | null {
  const table = effects.tableMeant(written);
  return table?.known && table.ofType === null ? table : null;
}

function addColumn(effects: Effects, change: ChangeOf<"add-column">, all: readonly SchemaChange[]): void {
  const table = effects.tableMeant(change.table);
  const { name } = change.column;
  // A column of the same name goes first, wherever it stands in the statement.
  const isDropped = all.some((it) => it.kind === "drop-column" && it.column === name);
  if (change.ifNotExists || isDropped || !table?.columns.some((it) => it.name === name)) return;
  effects.refuseThere("42701", `${table.name.name} has a column ${name} already`);
}

function renameColumn(effects: Effects, { table: written, column, to }: ChangeOf<"rename-column">): void {
  const table = effects.tableMeant(written);
  const isTaken = table?.columns.some((it) => it.name === to) ?? false;
  needColumns(effects, written, [column], { all: [], isThere: isTaken });
  if (isTaken && column !== to) effects.refuse("42701", `${table?.name.name} has a column ${to} already`);
}

function needColumns(
  effects: Effects,
  written: WrittenName,
  columns: readonly string[],
  { all, isThere = false }: { readonly all: readonly SchemaChange[]; readonly isThere?: boolean },
): void {
  const table = wholeTable(effects, written);
  if (!table) return;
  const known = new Set([
    ...SYSTEM_COLUMNS,
    ...table.columns.map((it) => it.name),
    ...all.flatMap((it) => (it.kind === "add-column" ? [it.column.name] : [])),
  ]);
  const missing = columns.find((it) => !known.has(it));
  if (missing === undefined) return;
  const why = `${table.name.name} has no column ${missing}`;
  if (isThere) effects.refuseThere("42703", why);
  else effects.refuse("42703", why);
}

function addConstraint(
  effects: Effects,
  { table: written, constraint }: ChangeOf<"add-constraint">,
  all: readonly SchemaChange[],
): void {
  const table = effects.tableMeant(written);
  const { name, kind, references, usingIndex } = constraint;
  if (!table) return;
  needColumns(effects, written, constraint.columns, { all });
  if (references) needColumns(effects, references.table, references.columns, { all: [] });
  const isDropped = (own: string) => all.some((it) => it.kind === "drop-constraint" && it.name === own);
  const isKey = kind === "unique" || kind === "primary-key" || kind === "exclusion";
  const own = table.constraints.find((it) => it.name === name && !isDropped(it.name));
  const index: ObjectName | null = isKey && name !== null ? { schema: table.name.schema, name } : null;
  if (index && usingIndex === null && !isDropped(index.name) && effects.model.indexes.has(modelKey(index)))
    effects.refuseThere("42P07", `There is a relation ${index.name} already`);
  else if (own && kind !== "not-null")
    effects.refuseThere("42710", `${table.name.name} has a constraint ${own.name} already`);
  const primary = table.constraints.find((it) => it.kind === "primary-key" && !isDropped(it.name));
  if (kind === "primary-key" && primary)
    effects.refuse("42P16", `${table.name.name} has the primary key ${primary.name} already`);
}

/** Names that a server makes up for NOT NULL, from 18 on, are not in every model. */
const OF_NOT_NULL = /_not_null\d*$/;

function needConstraint(
  effects: Effects,
  {
    table: written,
    name,
  }: ChangeOf<"drop-constraint" | "validate-constraint" | "alter-constraint" | "rename-constraint">,
  { all, isThere = false }: { readonly all: readonly SchemaChange[]; readonly isThere?: boolean },
): void {
  const table = wholeTable(effects, written);
  if (!table || OF_NOT_NULL.test(name) || table.constraints.some((it) => it.name === name)) return;
  // Additions go before validations, wherever they stand in the statement.
  if (all.some((it) => it.kind === "add-constraint" && it.constraint.name === name)) return;
  const why = `${table.name.name} has no constraint ${name}`;
  if (isThere) effects.refuseThere("42704", why);
  else effects.refuse("42704", why);
}
