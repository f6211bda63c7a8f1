import { modelKey } from "#core/analysis/model-key.ts";
import { descendantsOf, indexesOf } from "#core/analysis/related-tables.ts";
import { resolveName, type WrittenName } from "#core/analysis/resolve-name.ts";
import type { ObjectName, SchemaModel, TableModel } from "#core/analysis/schema-model.ts";
import type { AnalysisContext } from "#core/analysis/statement-analyser.ts";
import type { Dependence, RelationEffect, RelationKind, StatementEffects } from "#core/analysis/statement-effects.ts";
import { blocksReads, blocksWrites, type LockMode, strengthOf } from "./postgres-locks.ts";

interface Found {
  readonly relation: ObjectName;
  readonly kind: RelationKind;
  mode: LockMode;
  rewrites: boolean;
  scans: boolean;
  buildsIndex: boolean;
  readonly why: Set<string>;
}

/** Gathers what the parts of one statement do; of several locks on a relation the strongest counts. */
export class Effects {
  readonly model: SchemaModel;
  readonly version: number;
  readonly #found = new Map<string, Found>();
  readonly #depends: Dependence[] = [];
  #refused: StatementEffects["refused"] = null;
  analysable = true;
  waitsForOthers = false;

  constructor(model: SchemaModel, { version }: AnalysisContext) {
    this.model = model;
    this.version = version;
  }

  /** What a written name means; `null`, and said to be refused, where the model is whole and has no such relation. */
  resolve(written: WrittenName, { ifExists = false }: { readonly ifExists?: boolean } = {}): ObjectName | null {
    const name = resolveName(this.model, written);
    if (!this.model.complete || this.has(name)) return name;
    if (!ifExists && !isSystem(name)) this.refuse("42P01", missing(name));
    return null;
  }

  /** The same for DROP: where it is missing, nothing is left to do. */
  resolveToDrop(written: WrittenName, { ifExists }: { readonly ifExists: boolean }): ObjectName | null {
    const found = this.resolve(written, { ifExists: true });
    if (!found && !ifExists) this.refuseThere("42P01", missing(resolveName(this.model, written)));
    return found;
  }

  /** Where a new object goes. */
  placeOf({ schema, name }: WrittenName): ObjectName {
    return { schema: schema ?? this.model.searchPath[0] ?? "public", name };
  }

  tableMeant(written: WrittenName): TableModel | undefined {
    return this.table(resolveName(this.model, written));
  }

  has(name: ObjectName): boolean {
    const { tables, indexes, views, sequences, composites } = this.model;
    return [tables, indexes, views, sequences, composites].some((map) => map.has(modelKey(name)));
  }

  table(name: ObjectName): TableModel | undefined {
    return this.model.tables.get(modelKey(name));
  }

  /** Whether all of the table's indexes, constraints and columns are in the model. */
  isKnown(name: ObjectName): boolean {
    return this.model.complete || this.table(name)?.known === true;
  }

  /** A table and, unless ONLY is said, its partitions and children. */
  family(name: ObjectName, only = false): readonly ObjectName[] {
    return [name, ...(only ? [] : descendantsOf(this.model, name).map((it) => it.name))];
  }

  /** `kind`: what it must be where the model does not have it. */
  lock(name: ObjectName, mode: LockMode, why = "", kind: RelationKind = "table"): void {
    const found = this.#at(name, kind);
    if (strengthOf(mode) > strengthOf(found.mode)) found.mode = mode;
    if (why !== "") found.why.add(why);
  }

  scan(name: ObjectName, why: string): void {
    const found = this.#at(name);
    if (found.kind === "partitioned" || found.kind === "view") return;
    // A rewrite reads the rows anyway.
    if (!found.rewrites) found.scans = true;
    found.why.add(why);
  }

  rewrite(name: ObjectName, why: string): void {
    const found = this.#at(name);
    if (found.kind === "partitioned") return;
    found.rewrites = true;
    found.scans = false;
    found.why.add(why);
    const indexes = indexesOf(this.model, name);
    for (const index of indexes) this.lock(index.name, "ACCESS EXCLUSIVE", "Rebuilt with its table");
    if (indexes.length > 0 || !this.isKnown(name)) found.buildsIndex = true;
  }

  /** Reads it in full besides rewriting it. */
  scanAgain(name: ObjectName): void {
    this.#at(name).scans = true;
  }

  build(name: ObjectName, why: string): void {
    const found = this.#at(name);
    if (found.kind === "partitioned") return;
    found.buildsIndex = true;
    found.why.add(why);
  }

  /** A query over it is planned: the planner opens its indexes as well. */
  planned(name: ObjectName, mode: LockMode): void {
    for (const index of indexesOf(this.model, name)) this.lock(index.name, mode);
  }

  refuse(code: string, why: string): void {
    this.#refused ??= { code, why };
  }

  /** Refused since the schema already is as the statement would leave it. */
  refuseThere(code: string, why: string): void {
    this.#refused ??= { code, why, isThere: true };
  }

  /** `worst`: what it would do to a relation that the model does not have. */
  depend(on: Dependence["on"], relation: ObjectName | null, message: string, worst?: Worst): void {
    const told = worst && {
      ...lockShown(worst.mode),
      rewrites: worst.rewrites ?? false,
      scans: worst.scans ?? false,
      buildsIndex: worst.buildsIndex ?? false,
    };
    this.#depends.push({ on, relation, message, ...(told ? { worst: told } : {}) });
  }

  finish(): StatementEffects {
    const relations = [...this.#found.values()].filter((it) => it.mode !== "none").map(shown);
    return {
      analysable: this.analysable,
      relations: this.#refused ? [] : relations.toSorted((one, other) => other.strength - one.strength),
      refused: this.#refused,
      depends: this.#depends,
      waitsForOthers: this.waitsForOthers,
    };
  }

  #at(name: ObjectName, kind: RelationKind = "table"): Found {
    const key = modelKey(name);
    const known = this.#found.get(key);
    if (known) return known;
    const made: Found = {
      relation: name,
      kind: this.#kindOf(key) ?? kind,
      mode: "none",
      rewrites: false,
      scans: false,
      buildsIndex: false,
      why: new Set(),
    };
    this.#found.set(key, made);
    return made;
  }

  #kindOf(key: string): RelationKind | null {
    const table = this.model.tables.get(key);
    if (table) return table.kind;
    if (this.model.indexes.has(key)) return "index";
    const view = this.model.views.get(key);
    if (view) return view.materialized ? "matview" : "view";
    if (this.model.sequences.has(key)) return "sequence";
    return this.model.composites.has(key) ? "composite" : null;
  }
}

const missing = ({ schema, name }: ObjectName): string => `There is no relation ${name} in schema ${schema}`;

const isSystem = ({ schema, name }: ObjectName): boolean =>
  schema === "pg_catalog" || schema === "information_schema" || name.startsWith("pg_");

interface Worst {
  readonly mode: LockMode;
  readonly rewrites?: boolean;
  readonly scans?: boolean;
  readonly buildsIndex?: boolean;
}

const lockShown = (mode: LockMode): Pick<RelationEffect, "lock" | "strength" | "blocks"> => ({
  lock: mode,
  strength: strengthOf(mode),
  blocks: [...(blocksReads(mode) ? (["reads"] as const) : []), ...(blocksWrites(mode) ? (["writes"] as const) : [])],
});

const shown = ({ mode, why, ...rest }: Found): RelationEffect => ({ ...rest, ...lockShown(mode), why: [...why] });
