import { isAlike } from "#core/analysis/apply-table.ts";
import { modelKey } from "#core/analysis/model-key.ts";
import { indexesOf, isSame } from "#core/analysis/related-tables.ts";
import { resolveName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import type { IndexModel, ObjectName } from "#core/analysis/schema-model.ts";
import type { Effects } from "./postgres-effects.ts";
import type { LockMode } from "./postgres-locks.ts";
import { partitionsOf } from "./postgres-predict-partition.ts";

const AEL = "ACCESS EXCLUSIVE";
const SUE = "SHARE UPDATE EXCLUSIVE";

function createIndex(
  effects: Effects,
  { index, concurrently, ifNotExists, only }: ChangeOf<"create-index">,
  isWrapped: boolean,
): void {
  const name = effects.resolve(index.table);
  if (concurrently && isWrapped) effects.refuse("25001", "CREATE INDEX CONCURRENTLY cannot run in a transaction");
  if (!name) return;
  const partitions = partitionsOf(effects, name);
  const isPartitioned = effects.table(name)?.kind === "partitioned";
  if (concurrently && isPartitioned)
    effects.refuse("0A000", "An index on a partitioned table cannot be built CONCURRENTLY");
  effects.waitsForOthers ||= concurrently;
  const mode: LockMode = concurrently ? SUE : "SHARE";
  effects.lock(name, mode);
  if (
    ifNotExists &&
    index.name !== null &&
    effects.model.indexes.has(modelKey({ schema: name.schema, name: index.name }))
  )
    return;
  if (only && isPartitioned) return;
  effects.build(name, "Builds the index");
  const like = {
    method: index.method,
    unique: index.unique,
    where: index.where,
    keys: index.keys.map((it) => it.column),
  };
  for (const it of partitions) {
    effects.lock(it, mode, `Partition of ${name.name}`);
    const isThere = indexesOf(effects.model, it).some(
      (own) => own.parent === null && isAlike(own, { ...own, ...like }),
    );
    if (!isThere) effects.build(it, "Builds the index");
  }
}

/** An index and those of partitions that hang on it. */
function withParts(effects: Effects, name: ObjectName): readonly IndexModel[] {
  const own = effects.model.indexes.get(modelKey(name));
  const parts = [...effects.model.indexes.values()].filter(({ parent }) => parent && isSame(parent, name));
  return [...(own ? [own] : []), ...parts.flatMap((it) => withParts(effects, it.name))];
}

function dropIndexes(effects: Effects, change: ChangeOf<"drop-index">, isWrapped: boolean): void {
  if (change.concurrently && isWrapped) effects.refuse("25001", "DROP INDEX CONCURRENTLY cannot run in a transaction");
  effects.waitsForOthers ||= change.concurrently;
  for (const written of change.indexes) {
    const name = effects.resolveToDrop(written, change);
    if (name) dropIndex(effects, change, name);
  }
}

function dropIndex(effects: Effects, { concurrently, cascade }: ChangeOf<"drop-index">, name: ObjectName): void {
  const found = withParts(effects, name);
  effects.lock(name, AEL, "", "index");
  if (found.length === 0)
    effects.depend("catalog", name, `The table of ${name.name} is locked as well: ${concurrently ? SUE : AEL}`, {
      mode: concurrently ? SUE : AEL,
    });
  if (concurrently && found[0]?.partitioned)
    effects.refuse("0A000", "An index of a partitioned table cannot be dropped CONCURRENTLY");
  for (const index of found) {
    effects.lock(index.name, AEL);
    effects.lock(index.table, concurrently ? SUE : AEL, `The table of ${index.name.name}`);
    const owner = effects.table(index.table)?.constraints.find((it) => it.index && isSame(it.index, index.name));
    if (owner && !cascade) effects.refuse("2BP01", `The constraint ${owner.name} needs it; drop the constraint`);
  }
}

function reindex(effects: Effects, change: ChangeOf<"reindex">, isWrapped: boolean): void {
  const { target, name: written, concurrently } = change;
  const isWide = target === "schema" || target === "database";
  const name = isWide || written === null ? null : effects.resolve(written);
  const isPartitioned =
    name !== null &&
    (effects.table(name)?.kind === "partitioned" || effects.model.indexes.get(modelKey(name))?.partitioned === true);
  if (isWrapped && (concurrently || isWide || isPartitioned))
    effects.refuse("25001", "This REINDEX cannot run in a transaction");
  effects.waitsForOthers ||= concurrently;
  if (isWide) reindexMany(effects, change);
  else if (name && target === "index") reindexOne(effects, name, concurrently);
  else if (name) for (const it of effects.family(name, !isPartitioned)) reindexTable(effects, it, concurrently);
}

function reindexTable(effects: Effects, name: ObjectName, concurrently: boolean): void {
  effects.lock(name, concurrently ? SUE : "SHARE");
  const indexes = indexesOf(effects.model, name);
  for (const index of indexes) effects.lock(index.name, AEL, "Queries that would use it wait");
  if (indexes.length > 0 || !effects.isKnown(name)) effects.build(name, "Builds its indexes anew");
}

function reindexOne(effects: Effects, name: ObjectName, concurrently: boolean): void {
  const found = withParts(effects, name);
  effects.lock(name, AEL, "Queries that would use it wait", "index");
  if (found.length === 0)
    effects.depend("catalog", name, `The table of ${name.name} is locked as well: ${concurrently ? SUE : "SHARE"}`, {
      mode: concurrently ? SUE : "SHARE",
      buildsIndex: true,
    });
  for (const index of found) {
    effects.lock(index.name, AEL, "Queries that would use it wait");
    effects.lock(index.table, concurrently ? SUE : "SHARE", `The table of ${index.name.name}`);
    effects.build(index.table, "Builds the index anew");
  }
}

function reindexMany(effects: Effects, { target, name, concurrently }: ChangeOf<"reindex">): void {
  const isMeant = (it: ObjectName) => target === "database" || name === null || it.schema === name.name;
  const { tables, views } = effects.model;
  for (const table of tables.values())
    if (isMeant(table.name) && table.kind === "table") reindexTable(effects, table.name, concurrently);
  for (const view of views.values())
    if (isMeant(view.name) && view.materialized) reindexTable(effects, view.name, concurrently);
  if (!effects.model.complete)
    effects.depend("catalog", null, "Every table there is worked on, each in a transaction of its own", {
      mode: concurrently ? SUE : "SHARE",
      buildsIndex: true,
    });
}

function attachIndex(effects: Effects, change: ChangeOf<"attach-index">): void {
  const [index, partition] = [change.index, change.partition].map((it) => effects.resolve(it));
  if (!index || !partition) return;
  effects.lock(index, SUE, "", "index");
  effects.lock(partition, AEL, `Becomes part of ${index.name}`, "index");
  for (const it of [index, partition]) {
    const table = effects.model.indexes.get(modelKey(it))?.table;
    if (table) effects.lock(table, "ACCESS SHARE", `The table of ${it.name}`);
    else
      effects.depend("catalog", it, `The table of ${it.name} is locked as well: ACCESS SHARE`, {
        mode: "ACCESS SHARE",
      });
  }
}

/** Changes of indexes. `false` where it is none. */
export function predictIndex(effects: Effects, change: SchemaChange, isWrapped: boolean): boolean {
  switch (change.kind) {
    case "create-index":
      createIndex(effects, change, isWrapped);
      return true;
    case "drop-index":
      dropIndexes(effects, change, isWrapped);
      return true;
    case "reindex":
      reindex(effects, change, isWrapped);
      return true;
    case "alter-index": {
      const name = resolveName(effects.model, change.index);
      effects.lock(name, change.action === "tablespace" ? AEL : SUE, "", "index");
      if (change.action === "tablespace" && change.value !== "pg_default")
        effects.depend("tablespace", name, "Its file is copied if the tablespace changes");
      return true;
    }
    case "attach-index":
      attachIndex(effects, change);
      return true;
    default:
      return false;
  }
}
