import { DomainError } from "#core/domain/domain-error.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import { columnOf } from "../facts/column-of.ts";
import type { OperationColumn, OperationConstraint, OperationTable } from "../facts/table-facts.ts";
import type { OperationCatalog } from "../operation.ts";

/** A column that becomes bigint, under three names: its own, that of the twin until the swap, and its own after the swap. */
export interface WidenedColumn {
  readonly column: OperationColumn;
  readonly twin: string;
  readonly old: string;
}
export interface WidenedTable {
  readonly table: OperationTable;
  readonly columns: readonly WidenedColumn[];
}
export interface WidenedForeignKey {
  readonly constraint: OperationConstraint & { readonly references: NonNullable<OperationConstraint["references"]> };
  /** Of the key over the twins, until the swap. */
  readonly twin: string;
}
/** An integer column, and all columns and foreign keys that must go with it. */
export interface WidenedKey {
  /** The table that was named first, then those that refer to it. */
  readonly tables: readonly WidenedTable[];
  readonly foreignKeys: readonly WidenedForeignKey[];
  /** Every table that is locked, referenced ones first. */
  readonly locked: readonly Required<TableRef>[];
}

const INTEGERS = new Set(["integer", "smallint"]);
const keyOf = ({ schema, name }: TableRef): string => JSON.stringify([schema, name]);

/** @throws DomainError `invalid-plan` for a column that is no integer, `unsupported` for tables that cannot be done so. */
export async function widenedKey(
  catalog: OperationCatalog,
  first: { readonly table: OperationTable; readonly column: string },
  tag: string,
): Promise<WidenedKey> {
  refuseType(first.table, columnOf(first.table, first.column));
  const tables = new Map<string, { readonly table: OperationTable; readonly columns: string[] }>();
  const foreignKeys = new Map<string, WidenedForeignKey["constraint"]>();
  const open = [{ ref: first.table.ref, column: first.column }];
  for (let next = open.shift(); next; next = open.shift()) {
    const found = tables.get(keyOf(next.ref)) ?? { table: await tableOf(catalog, next.ref), columns: [] };
    tables.set(keyOf(next.ref), found);
    if (found.columns.includes(next.column)) continue;
    const { type } = columnOf(found.table, next.column);
    // A wider column may refer to it as it is: only its foreign key is made again.
    if (!INTEGERS.has(type)) continue;
    found.columns.push(next.column);
    for (const constraint of keysOver(found.table, next.column)) {
      foreignKeys.set(`${keyOf(constraint.table)}.${constraint.name}`, constraint);
      open.push(...referringTo(constraint, next));
    }
  }
  return named([...tables.values()], [...foreignKeys.values()], tag);
}

function keysOver({ ref, incoming, constraints }: OperationTable, column: string) {
  const isOn = ({ references }: OperationConstraint) =>
    references !== null && keyOf(references.table) === keyOf(ref) && references.columns.includes(column);
  const own = constraints.flatMap((it) => withReferences(it, it.columns.includes(column) || isOn(it)));
  return [...own, ...incoming.flatMap((it) => withReferences(it, isOn(it)))];
}
const withReferences = (it: OperationConstraint, touches: boolean): WidenedForeignKey["constraint"][] =>
  touches && it.references !== null ? [{ ...it, references: it.references }] : [];

/** Columns that hold the values of the one that is widened. */
const referringTo = (
  { table, columns, references }: WidenedForeignKey["constraint"],
  { ref, column }: { readonly ref: Required<TableRef>; readonly column: string },
) =>
  keyOf(references.table) === keyOf(ref)
    ? columns.flatMap((it, index) => (references.columns[index] === column ? [{ ref: table, column: it }] : []))
    : [];

async function tableOf(catalog: OperationCatalog, ref: Required<TableRef>): Promise<OperationTable> {
  const table = await catalog.find(ref);
  if (!table)
    throw new DomainError("invalid-plan", `Table ${ref.name} is gone. Look at the foreign keys and expand again.`);
  refuseTable(table);
  return table;
}

function refuseType({ ref }: OperationTable, { name, type, generated }: OperationColumn): void {
  if (generated) {
    throw new DomainError(
      "unsupported",
      `Column ${name} of ${ref.name} is generated: it holds no key of its own. Change its expression with change-type.`,
    );
  }
  if (INTEGERS.has(type)) return;
  const why = type === "bigint" ? "is bigint already" : `is ${type}, not integer or smallint`;
  throw new DomainError(
    "invalid-plan",
    `Column ${name} of ${ref.name} ${why}: there is nothing to widen. Use change-type for other types.`,
  );
}

function refuseTable({ ref, kind, parents, partitions, inheritors, typed, persistence, constraints }: OperationTable) {
  const no = (why: string, instead: string): never => {
    throw new DomainError("unsupported", `${ref.name} ${why}: its key cannot be widened in place. ${instead}`);
  };
  if (kind === "partitioned" || partitions.length > 0 || parents.length > 0 || inheritors.length > 0)
    no("is partitioned or inherits", "Copy it into a new table with a bigint key instead.");
  if (kind !== "table" || typed || persistence === "temporary")
    no("is no ordinary table", "Name a table that holds rows of its own.");
  const exclusion = constraints.find((it) => it.kind === "exclusion");
  if (exclusion)
    no(`has the exclusion constraint ${exclusion.name}`, "Drop it first, and add it again with add-exclusion.");
}

function named(
  tables: readonly { readonly table: OperationTable; readonly columns: readonly string[] }[],
  constraints: readonly WidenedForeignKey["constraint"][],
  tag: string,
): WidenedKey {
  let count = 0;
  const widened = tables.filter(({ columns }) => columns.length > 0);
  const twins = widened.map(({ table, columns }) => ({
    table,
    columns: columns.map((name) => {
      count += 1;
      return { column: columnOf(table, name), twin: `_slc_${tag}_c${count}`, old: `_slc_${tag}_o${count}` };
    }),
  }));
  const foreignKeys = constraints.map((constraint, index) => ({
    constraint,
    twin: `_slc_${tag}_f${index + 1}`,
  }));
  const referenced = constraints.map((it) => it.references.table);
  const isWidened = (ref: TableRef) => twins.some(({ table }) => keyOf(table.ref) === keyOf(ref));
  const locked = [
    ...referenced.filter((it) => !isWidened(it)),
    ...twins.map(({ table }) => table.ref),
    ...constraints.map((it) => it.table),
  ];
  return { tables: twins, foreignKeys, locked: [...new Map(locked.map((it) => [keyOf(it), it])).values()] };
}
