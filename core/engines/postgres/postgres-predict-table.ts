import { modelKey } from "#core/analysis/model-key.ts";
import { indexesOf, isSame, referencesTo, viewsOver } from "#core/analysis/related-tables.ts";
import { resolveName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf } from "#core/analysis/schema-change.ts";
import type { ObjectName } from "#core/analysis/schema-model.ts";
import type { Effects } from "./postgres-effects.ts";
import type { LockMode } from "./postgres-locks.ts";
import { checkForeignKey } from "./postgres-predict-foreign-key.ts";
import { createPartition, partitionsOf } from "./postgres-predict-partition.ts";
import { readSources } from "./postgres-predict-query.ts";

const AEL = "ACCESS EXCLUSIVE";

export function createTable(effects: Effects, { spec, table, ifNotExists }: ChangeOf<"create-table">): void {
  if (ifNotExists && effects.has(effects.placeOf(table))) return;
  const keys = [...spec.constraints, ...spec.columns.flatMap((it) => it.constraints)].flatMap(
    ({ references }) => references ?? [],
  );
  for (const { table: target } of keys)
    checkForeignKey(effects, {
      table: resolveName(effects.model, table),
      references: target,
      isChecked: false,
      mode: "SHARE ROW EXCLUSIVE",
    });
  for (const { table: model } of spec.like) {
    const name = effects.resolve(model);
    if (name) effects.lock(name, "ACCESS SHARE", "The new table is made like it");
  }
  for (const parent of spec.inherits) {
    const name = effects.resolve(parent);
    if (name) effects.lock(name, "SHARE UPDATE EXCLUSIVE", "Gets a child");
  }
  const parent = spec.partitionOf && effects.resolve(spec.partitionOf.parent);
  if (parent && spec.partitionOf) createPartition(effects, parent, spec.partitionOf.bound);
  if (spec.query) readSources(effects, spec.query, { scans: true });
}

export function dropTables(effects: Effects, change: ChangeOf<"drop-table">): void {
  const names = change.tables.flatMap((it) => effects.resolveToDrop(it, change) ?? []);
  for (const name of names) dropTable(effects, name, names, change.cascade);
}

export function dropTable(effects: Effects, name: ObjectName, together: readonly ObjectName[], cascade: boolean): void {
  const gone = [name, ...partitionsOf(effects, name)];
  for (const it of gone) dropWithParts(effects, it, isSame(it, name) ? "" : `Partition of ${name.name}`);
  const parent = effects.table(name)?.partitionOf?.parent;
  if (parent) effects.lock(parent, AEL, "Loses a partition");
  const inherited = new Set(parent ? effects.table(parent)?.constraints.map((it) => it.name) : []);
  for (const { references, name: key } of effects.table(name)?.constraints ?? [])
    if (references && !inherited.has(key))
      effects.lock(references.table, AEL, `A foreign key of ${name.name} points to it`);
  dropDependents(effects, name, [...gone, ...together], cascade);
  if (effects.isKnown(name)) return;
  const message = `Each table that a foreign key of ${name.name} points to is locked as well, and by CASCADE what depends on it`;
  effects.depend("catalog", null, message);
}

function dropWithParts(effects: Effects, name: ObjectName, why: string): void {
  effects.lock(name, AEL, why);
  for (const index of indexesOf(effects.model, name)) effects.lock(index.name, AEL, `Goes with ${name.name}`);
  for (const sequence of sequencesOf(effects, name)) effects.lock(sequence, AEL, `Goes with ${name.name}`);
}

const sequencesOf = (effects: Effects, table: ObjectName): readonly ObjectName[] =>
  [...effects.model.sequences.values()].flatMap(({ name, ownedBy }) =>
    ownedBy && isSame(ownedBy.table, table) ? [name] : [],
  );

function dropDependents(effects: Effects, name: ObjectName, gone: readonly ObjectName[], cascade: boolean): void {
  const stays = (it: ObjectName) => !gone.some((other) => isSame(it, other));
  for (const { table } of referencesTo(effects.model, name)) {
    if (!stays(table.name)) continue;
    if (cascade) effects.lock(table.name, AEL, `Its foreign key to ${name.name} goes`);
    else effects.refuse("2BP01", `A foreign key of ${table.name.name} points to ${name.name}; drop it first`);
  }
  for (const view of viewsOver(effects.model, name)) {
    if (cascade) dropView(effects, view.name);
    else effects.refuse("2BP01", `The view ${view.name.name} reads ${name.name}; drop it first`);
  }
}

export function dropView(effects: Effects, name: ObjectName): void {
  effects.lock(name, AEL);
  for (const index of indexesOf(effects.model, name)) effects.lock(index.name, AEL, `Goes with ${name.name}`);
}

export function truncate(effects: Effects, change: ChangeOf<"truncate">): void {
  const named = change.tables.flatMap((it, at) => {
    const name = effects.resolve(it);
    return name ? effects.family(name, change.only[at] === true) : [];
  });
  const all = new Map(named.map((it) => [modelKey(it), it]));
  // A map may grow while it is walked: what CASCADE adds is asked for its own referencing tables.
  for (const name of all.values()) reachReferencing(effects, all, name, change.cascade);
  for (const name of all.values()) {
    effects.lock(name, AEL, named.includes(name) ? "" : "CASCADE empties it as well");
    for (const index of indexesOf(effects.model, name)) effects.lock(index.name, AEL, `Emptied with ${name.name}`);
    if (!change.restartIdentity) continue;
    for (const sequence of sequencesOf(effects, name)) effects.lock(sequence, AEL, "Starts anew");
  }
}

function reachReferencing(effects: Effects, all: Map<string, ObjectName>, name: ObjectName, cascade: boolean): void {
  for (const { table } of referencesTo(effects.model, name)) {
    if (all.has(modelKey(table.name))) continue;
    if (!cascade) effects.refuse("0A000", `A foreign key of ${table.name.name} points to ${name.name}`);
    else for (const it of effects.family(table.name)) all.set(modelKey(it), it);
  }
}

export function lockTables(effects: Effects, change: ChangeOf<"lock">): void {
  for (const written of change.tables) {
    const name = effects.resolve(written);
    if (name)
      for (const it of effects.family(name))
        effects.lock(it, change.mode as LockMode, isSame(it, name) ? "" : `Child of ${name.name}`);
    const view = name && effects.model.views.get(modelKey(name));
    for (const source of view?.sources ?? [])
      effects.lock(source, change.mode as LockMode, `The view ${view?.name.name} reads it`);
  }
}

type Maintenance = ChangeOf<"vacuum" | "analyze" | "cluster">;

const isFull = (change: Maintenance): boolean => change.kind === "cluster" || (change.kind === "vacuum" && change.full);

/** VACUUM, VACUUM FULL, ANALYZE and CLUSTER; without a table all that the role owns. */
export function maintain(effects: Effects, change: Maintenance, isWrapped: boolean): void {
  const tables = change.kind === "cluster" ? [change.table ?? []].flat() : change.tables;
  const isRefused = change.kind === "vacuum" || (change.kind === "cluster" && tables.length === 0);
  if (isRefused && isWrapped) effects.refuse("25001", `${change.kind.toUpperCase()} cannot run in a transaction`);
  if (tables.length === 0) {
    for (const { name } of effects.model.tables.values()) maintainOne(effects, change, name);
    if (!effects.model.complete) allTables(effects, change);
    return;
  }
  for (const name of tables.flatMap((it) => effects.resolve(it) ?? []))
    for (const it of effects.family(name)) maintainOne(effects, change, it);
}

const allTables = (effects: Effects, change: Maintenance): void =>
  effects.depend("catalog", null, "All tables of the database are worked on, one after another", {
    mode: isFull(change) ? AEL : "SHARE UPDATE EXCLUSIVE",
    rewrites: isFull(change),
  });

function maintainOne(effects: Effects, change: Maintenance, name: ObjectName): void {
  const isPartitioned = effects.table(name)?.kind === "partitioned";
  if (isFull(change)) {
    effects.lock(name, AEL);
    effects.rewrite(name, "All rows and indexes are written anew");
    return;
  }
  const isSkipped = change.kind === "vacuum" && isPartitioned;
  effects.lock(name, !isSkipped ? "SHARE UPDATE EXCLUSIVE" : effects.version < 15 ? "ACCESS SHARE" : "none");
  if (change.kind === "analyze" && !isPartitioned) effects.planned(name, "ACCESS SHARE");
}
