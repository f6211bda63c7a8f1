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
  if (ifNotExists && effects.has(resolveName(effects.model, table))) return;
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
  const names = change.tables.flatMap((it) => effects.resolve(it, change) ?? []);
  for (const name of names) dropTable(effects, name, names, change.cascade);
}

export function dropTable(effects: Effects, name: ObjectName, together: readonly ObjectName[], cascade: boolean): void {
  const gone = [name, ...partitionsOf(effects, name)];
  for (const it of gone) {
    effects.lock(it, AEL, isSame(it, name) ? "" : `Partition of ${name.name}`);
    for (const index of indexesOf(effects.model, it)) effects.lock(index.name, AEL, `Goes with ${it.name}`);
    for (const { name: sequence, ownedBy } of effects.model.sequences.values())
      if (ownedBy && isSame(ownedBy.table, it)) effects.lock(sequence, AEL, `Goes with ${it.name}`);
  }
  const parent = effects.table(name)?.partitionOf?.parent;
  if (parent) effects.lock(parent, AEL, "Loses a partition");
  const inherited = new Set(parent ? effects.table(parent)?.constraints.map((it) => it.name) : []);
  for (const { references, name: key } of effects.table(name)?.constraints ?? [])
    if (references && !inherited.has(key))
      effects.lock(references.table, AEL, `A foreign key of ${name.name} points to it`);
  dropDependents(effects, name, [...gone, ...together], cascade);
  if (!effects.isKnown(name))
    effects.depend(
      "catalog",
      null,
      `Each table that a foreign key of ${name.name} points to is locked as well, and by CASCADE what depends on it`,
    );
}

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
  for (const name of all.values()) {
    for (const { table } of referencesTo(effects.model, name)) {
      if (all.has(modelKey(table.name))) continue;
      if (change.cascade) for (const it of effects.family(table.name)) all.set(modelKey(it), it);
      else effects.refuse("0A000", `A foreign key of ${table.name.name} points to ${name.name}`);
    }
  }
  for (const name of all.values()) {
    effects.lock(name, AEL, named.includes(name) ? "" : "CASCADE empties it as well");
    for (const index of indexesOf(effects.model, name)) effects.lock(index.name, AEL, `Emptied with ${name.name}`);
    for (const { name: sequence, ownedBy } of effects.model.sequences.values())
      if (change.restartIdentity && ownedBy && isSame(ownedBy.table, name)) effects.lock(sequence, AEL, "Starts anew");
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

/** VACUUM, VACUUM FULL, ANALYZE and CLUSTER; without a table all that the role owns. */
export function maintain(
  effects: Effects,
  change: ChangeOf<"vacuum" | "analyze" | "cluster">,
  isWrapped: boolean,
): void {
  if (change.kind === "vacuum" && isWrapped) effects.refuse("25001", "VACUUM cannot run in a transaction");
  if (change.kind === "cluster" && change.table === null && isWrapped)
    effects.refuse("25001", "CLUSTER without a table cannot run in a transaction");
  const written = change.kind === "cluster" ? (change.table ? [change.table] : []) : change.tables;
  const all = written.length === 0 ? [...effects.model.tables.values()].map((it) => it.name) : [];
  if (written.length === 0 && !effects.model.complete)
    effects.depend("catalog", null, "All tables of the database are worked on, one after another", {
      mode: change.kind === "cluster" || (change.kind === "vacuum" && change.full) ? AEL : "SHARE UPDATE EXCLUSIVE",
      rewrites: change.kind === "cluster" || (change.kind === "vacuum" && change.full),
    });
  const named = written.flatMap((it) => effects.resolve(it) ?? []);
  for (const name of [...all, ...named]) for (const it of effects.family(name)) maintainOne(effects, change, it);
}

function maintainOne(effects: Effects, change: ChangeOf<"vacuum" | "analyze" | "cluster">, name: ObjectName): void {
  const isPartitioned = effects.table(name)?.kind === "partitioned";
  if (change.kind === "cluster" || (change.kind === "vacuum" && change.full)) {
    effects.lock(name, AEL);
    return effects.rewrite(name, "All rows and indexes are written anew");
  }
  if (change.kind === "vacuum" && isPartitioned)
    return effects.lock(name, effects.version < 15 ? "ACCESS SHARE" : "none");
  effects.lock(name, "SHARE UPDATE EXCLUSIVE");
  if (change.kind === "analyze" && !isPartitioned) effects.planned(name, "ACCESS SHARE");
}
