import { isAlike } from "#core/analysis/apply-table.ts";
import { descendantsOf, indexesOf, isSame, referencesTo } from "#core/analysis/related-tables.ts";
import type { ChangeOf } from "#core/analysis/schema-change.ts";
import type { ObjectName, PartitionBound, TableModel } from "#core/analysis/schema-model.ts";
import type { AlterStatement } from "./postgres-alter-statement.ts";
import { excludesBound, provesBound } from "./postgres-bounds-proof.ts";
import type { Effects } from "./postgres-effects.ts";
import { checkForeignKey } from "./postgres-predict-foreign-key.ts";

const AEL = "ACCESS EXCLUSIVE";
const SUE = "SHARE UPDATE EXCLUSIVE";
const SRE = "SHARE ROW EXCLUSIVE";

const defaultOf = (effects: Effects, parent: ObjectName): TableModel | undefined =>
  [...effects.model.tables.values()].find(
    ({ partitionOf }) => partitionOf?.bound.isDefault === true && isSame(partitionOf.parent, parent),
  );

/** The key's only column, where CHECKs can be held against it. */
function keyColumn(effects: Effects, parent: ObjectName): string | null {
  const columns = effects.table(parent)?.partitionKey?.columns ?? [];
  return columns.length === 1 ? (columns[0] ?? null) : null;
}

/** A new range takes rows away from the default partition: it is read for such, unless a valid CHECK excludes them. */
export function guardDefault(effects: Effects, parent: ObjectName, bound: PartitionBound): void {
  const found = defaultOf(effects, parent);
  if (!found) {
    if (!effects.isKnown(parent))
      effects.depend("catalog", null, `A DEFAULT partition of ${parent.name} is locked and read as well`);
    return;
  }
  const column = keyColumn(effects, parent);
  for (const it of effects.family(found.name)) {
    effects.lock(it, AEL, `The default partition of ${parent.name}`);
    const table = effects.table(it);
    if (column === null || !table || !(excludesBound(table, column, bound) || excludesBound(found, column, bound)))
      effects.scan(it, "Read for rows that belong to the new partition");
  }
}

export function attachPartition(
  effects: Effects,
  change: ChangeOf<"attach-partition">,
  { name, mode }: AlterStatement,
): void {
  const partition = effects.resolve(change.partition);
  if (!partition) return;
  effects.lock(name, mode);
  const column = keyColumn(effects, name);
  for (const it of effects.family(partition)) {
    effects.lock(it, AEL, `Becomes a partition of ${name.name}`);
    const table = effects.table(it);
    if (column === null || !table || !provesBound(table, column, change.bound))
      effects.scan(it, "Read for rows outside the bounds");
    if (!effects.isKnown(it)) effects.depend("catalog", it, "Not read if a valid CHECK proves the bounds");
  }
  guardDefault(effects, name, change.bound);
  attachIndexes(effects, name, partition);
  for (const { references, enforced, validated } of effects.table(name)?.constraints ?? []) {
    if (references)
      checkForeignKey(effects, {
        table: partition,
        references: references.table,
        isChecked: enforced && validated,
        mode: SRE,
      });
  }
  for (const { table } of referencesTo(effects.model, name))
    effects.lock(table.name, effects.version >= 15 ? SRE : "ACCESS SHARE", `Its foreign key points to ${name.name}`);
  if (!effects.isKnown(name))
    effects.depend(
      "catalog",
      null,
      "Missing indexes are built on the partition; tables on both sides of the parent's foreign keys are locked",
    );
}

function attachIndexes(effects: Effects, parent: ObjectName, partition: ObjectName): void {
  for (const index of indexesOf(effects.model, parent)) {
    effects.lock(index.name, SUE, "The partition's index is attached to it");
    const own = indexesOf(effects.model, partition).find((it) => it.parent === null && isAlike(it, index));
    if (own) effects.lock(own.name, AEL, `Is attached to ${index.name.name}`);
    else
      for (const it of effects.family(partition))
        effects.build(it, `Builds the index that ${index.name.name} asks for`);
  }
}

export function detachPartition(
  effects: Effects,
  change: ChangeOf<"detach-partition">,
  { name, mode, isWrapped }: AlterStatement,
): void {
  const partition = effects.resolve(change.partition);
  if (!partition) return;
  const fallback = defaultOf(effects, name);
  if (change.concurrently && isWrapped) effects.refuse("25001", "DETACH … CONCURRENTLY cannot run in a transaction");
  if (change.concurrently && fallback) effects.refuse("55000", `${name.name} has a default partition`);
  effects.waitsForOthers ||= change.concurrently;
  effects.lock(name, mode);
  for (const it of effects.family(partition)) effects.lock(it, AEL, `Is no partition of ${name.name} any more`);
  if (change.concurrently || change.finalize) return;
  if (fallback) effects.lock(fallback.name, AEL, `The default partition of ${name.name}`);
  for (const { references } of effects.table(name)?.constraints ?? [])
    if (references) effects.lock(references.table, SRE, `A foreign key of ${name.name} points to it`);
  if (!effects.isKnown(name))
    effects.depend(
      "catalog",
      null,
      "A DEFAULT partition and the tables that foreign keys of the parent point to are locked as well",
    );
}

/** CREATE TABLE … PARTITION OF. */
export function createPartition(effects: Effects, parent: ObjectName, bound: PartitionBound): void {
  effects.lock(parent, AEL, "Gets a partition");
  guardDefault(effects, parent, bound);
  for (const { references } of effects.table(parent)?.constraints ?? [])
    if (references) effects.lock(references.table, SRE, `A foreign key of ${parent.name} points to it`);
  if (!effects.isKnown(parent))
    effects.depend("catalog", null, `Tables that foreign keys of ${parent.name} point to are locked as well`);
}

export const partitionsOf = (effects: Effects, name: ObjectName): readonly ObjectName[] =>
  effects.table(name)?.kind === "partitioned" ? descendantsOf(effects.model, name).map((it) => it.name) : [];
