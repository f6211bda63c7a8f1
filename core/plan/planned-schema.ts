import type { StepId } from "#core/domain/step-id.ts";
import type { ColumnDetail, TableDetail, TableRef } from "#core/engines/introspector.ts";
import type { Statement } from "#core/engines/statement-reader.ts";
import type { Catalog } from "./catalog.ts";
import { tableName } from "./same-table.ts";

export interface PlannedColumn {
  readonly name: string;
  /** `null`: a column that an earlier step adds. */
  readonly detail: ColumnDetail | null;
  readonly type: string | null;
}
/** A table as it is when a step begins. */
export interface PlannedTable {
  readonly name: string;
  /** `null`: made by this plan, or no database was looked at. */
  readonly detail: TableDetail | null;
  readonly isNew: boolean;
  /** What there is for certain. */
  readonly columns: ReadonlyMap<string, PlannedColumn>;
  readonly dropped: ReadonlyMap<string, StepId>;
  /** Whether `columns` are all there are: otherwise a column that is not among them may exist. */
  readonly isComplete: boolean;
}
export type Lookup =
  | { readonly state: "there"; readonly table: PlannedTable }
  | { readonly state: "missing" }
  | { readonly state: "dropped"; readonly by: StepId }
  /** No database was looked at. */
  | { readonly state: "unknown"; readonly table: PlannedTable };

interface Entry {
  name: string;
  detail: TableDetail | null;
  isNew: boolean;
  isComplete: boolean;
  columns: Map<string, PlannedColumn>;
  dropped: Map<string, StepId>;
}

/** The schema as the steps of a plan change it, from what a database has, or from nothing. */
export class PlannedSchema {
  readonly #catalog: Catalog | null;
  readonly #namesIgnoreCase: boolean;
  readonly #fold: (name: string) => string;
  readonly #entries = new Map<string, Entry>();
  readonly #dropped = new Map<string, StepId>();

  constructor(catalog: Catalog | null, namesIgnoreCase: boolean) {
    this.#catalog = catalog;
    this.#namesIgnoreCase = namesIgnoreCase;
    this.#fold = namesIgnoreCase ? (name) => name.toLowerCase() : (name) => name;
  }

  /** The schema as it is now, to be moved on apart from this one. */
  fork(): PlannedSchema {
    const copy = new PlannedSchema(this.#catalog, this.#namesIgnoreCase);
    for (const [key, entry] of this.#entries) {
      copy.#entries.set(key, { ...entry, columns: new Map(entry.columns), dropped: new Map(entry.dropped) });
    }
    for (const [key, by] of this.#dropped) copy.#dropped.set(key, by);
    return copy;
  }

  fold = (name: string): string => this.#fold(name);

  look(ref: TableRef): Lookup {
    const key = this.#key(ref);
    const by = this.#dropped.get(key);
    if (by) return { state: "dropped", by };
    const entry = this.#entry(ref);
    if (!entry) return { state: "missing" };
    const isKnown = entry.isNew || this.#catalog !== null;
    return isKnown ? { state: "there", table: entry } : { state: "unknown", table: entry };
  }

  /** `undefined`: cannot be told. */
  hasColumn(table: PlannedTable, column: string): boolean | undefined {
    if (table.columns.has(this.#fold(column))) return true;
    if (table.dropped.has(this.#fold(column))) return false;
    return table.isComplete ? false : undefined;
  }
  columnOf = (table: PlannedTable, column: string): PlannedColumn | undefined => table.columns.get(this.#fold(column));

  /** What a statement leaves behind. */
  apply({ creates, drops }: Statement, by: StepId): void {
    const [from] = drops.tables;
    const [to] = creates.tables;
    const renamed = from && to ? this.#entry(from) : null;
    for (const table of drops.tables) {
      this.#entries.delete(this.#key(table));
      this.#dropped.set(this.#key(table), by);
    }
    for (const { table, column } of drops.columns) {
      const entry = this.#entry(table);
      entry?.columns.delete(this.#fold(column));
      entry?.dropped.set(this.#fold(column), by);
    }
    for (const table of creates.tables) {
      this.#dropped.delete(this.#key(table));
      const made: Entry = renamed ?? {
        name: tableName(table),
        detail: null,
        isNew: true,
        isComplete: false,
        columns: new Map(),
        dropped: new Map(),
      };
      this.#entries.set(this.#key(table), { ...made, name: tableName(table) });
    }
    for (const { table, column, type } of creates.columns) {
      const entry = this.#entry(table);
      entry?.dropped.delete(this.#fold(column));
      entry?.columns.set(this.#fold(column), { name: column, detail: null, type: type ?? null });
    }
  }

  #key = (ref: TableRef): string =>
    JSON.stringify([ref.schema === undefined ? null : this.#fold(ref.schema), this.#fold(ref.name)]);

  #entry(ref: TableRef): Entry | null {
    const key = this.#key(ref);
    const known = this.#entries.get(key) ?? this.#withoutSchema(ref);
    if (known) return known;
    const detail = this.#catalog?.find(ref) ?? null;
    if (this.#catalog && !detail) return null;
    const columns = new Map(
      (detail?.columns ?? []).map((it) => [this.#fold(it.name), { name: it.name, detail: it, type: it.type }]),
    );
    const entry: Entry = {
      name: tableName({ ...ref, name: detail?.name ?? ref.name }),
      detail,
      isNew: false,
      isComplete: detail !== null && this.#isListed(detail),
      columns,
      dropped: new Map(),
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** A partition is not: it gets the columns that its table gets. */
  #isListed = ({ schema, name }: TableDetail): boolean =>
    this.#catalog?.tables.some((it) => it.name === name && it.schema === schema) ?? false;

  /** A table that this plan makes may be named with its schema in one step and without in another. */
  #withoutSchema(ref: TableRef): Entry | undefined {
    for (const [key, entry] of this.#entries) {
      const [schema, name] = JSON.parse(key) as [string | null, string];
      const isEither = schema === null || ref.schema === undefined;
      if (entry.isNew && isEither && name === this.#fold(ref.name)) return entry;
    }
    return undefined;
  }
}
