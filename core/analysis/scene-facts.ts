import { modelKey } from "./model-key.ts";
import { resolveName, type WrittenName } from "./resolve-name.ts";
import type { Scene, StagedStatement } from "./scene.ts";
import type { ChangeOf, SchemaChange } from "./schema-change.ts";
import type {
  ColumnModel,
  ConstraintModel,
  IndexModel,
  ObjectName,
  SchemaModel,
  TableFacts,
  TableModel,
} from "./schema-model.ts";
import type { RelationEffect } from "./statement-effects.ts";

/** Questions that rules ask of a scene, in one place. */

export const isSame = (a: ObjectName, b: ObjectName): boolean => a.name === b.name && a.schema === b.schema;

const modelOf = (scene: Scene): SchemaModel => scene.at.before;

export const tableIn = (scene: Scene, written: WrittenName): TableModel | null =>
  modelOf(scene).tables.get(modelKey(resolveName(modelOf(scene), written))) ?? null;

/** Whether somebody may be using it: all but what this script made. */
export const isInUse = (scene: Scene, written: WrittenName): boolean => tableIn(scene, written)?.bornHere !== true;

/** How the statement touches it; `null`: not at all. What is done to its partitions and children is done to it. */
export function effectOn(scene: Scene, written: WrittenName): RelationEffect | null {
  const name = resolveName(modelOf(scene), written);
  const { relations } = scene.at.effects;
  const own = relations.find(({ relation }) => isSame(relation, name));
  if (!own) return null;
  const family = relations.length > 1 ? childrenOf(scene, name) : [];
  const all = [own, ...relations.filter(({ relation }) => family.some((child) => isSame(child.name, relation)))];
  return {
    ...own,
    rewrites: all.some(({ rewrites }) => rewrites),
    scans: all.some(({ scans }) => scans),
    buildsIndex: all.some(({ buildsIndex }) => buildsIndex),
  };
}

/** Its partitions and those that inherit from it, and theirs. */
export function childrenOf(scene: Scene, parent: ObjectName): readonly TableModel[] {
  const own = [...modelOf(scene).tables.values()].filter(
    ({ partitionOf, inherits }) =>
      (partitionOf && isSame(partitionOf.parent, parent)) || inherits.some((it) => isSame(it, parent)),
  );
  return own.flatMap((child) => [child, ...childrenOf(scene, child.name)]);
}

/** What was measured of a table with all its partitions and children; `null` where nothing was. */
export function factsOf(scene: Scene, written: WrittenName): TableFacts | null {
  const table = tableIn(scene, written);
  if (!table) return null;
  const children = childrenOf(scene, table.name);
  if (children.length === 0) return table.facts;
  // A partitioned table has no rows of its own.
  const all = [...(table.kind === "partitioned" ? [] : [table]), ...children.filter((it) => it.kind !== "partitioned")];
  const sum = (fact: keyof TableFacts): number | null =>
    all.reduce<number | null>((total, { facts }) => {
      const value = facts?.[fact] ?? null;
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    rows: sum("rows"),
    bytes: sum("bytes"),
    indexBytes: sum("indexBytes"),
    writesPerSecond: sum("writesPerSecond"),
    readsPerSecond: sum("readsPerSecond"),
  };
}

export const columnIn = (scene: Scene, table: WrittenName, column: string): ColumnModel | null =>
  tableIn(scene, table)?.columns.find(({ name }) => name === column) ?? null;

export const constraintIn = (scene: Scene, table: WrittenName, constraint: string): ConstraintModel | null =>
  tableIn(scene, table)?.constraints.find(({ name }) => name === constraint) ?? null;

export function indexesOf(scene: Scene, table: WrittenName): readonly IndexModel[] {
  const name = resolveName(modelOf(scene), table);
  return [...modelOf(scene).indexes.values()].filter((index) => isSame(index.table, name));
}

export const indexIn = (scene: Scene, written: WrittenName): IndexModel | null =>
  modelOf(scene).indexes.get(modelKey(resolveName(modelOf(scene), written))) ?? null;

export function partitionsOf(scene: Scene, parent: WrittenName): readonly TableModel[] {
  const name = resolveName(modelOf(scene), parent);
  return [...modelOf(scene).tables.values()].filter(
    ({ partitionOf }) => partitionOf && isSame(partitionOf.parent, name),
  );
}

/** Foreign keys of other tables that point to it. */
export function referencesTo(
  scene: Scene,
  target: WrittenName,
): readonly { readonly table: TableModel; readonly constraint: ConstraintModel }[] {
  const name = resolveName(modelOf(scene), target);
  return [...modelOf(scene).tables.values()].flatMap((table) =>
    table.constraints
      .filter(({ references }) => references && isSame(references.table, name))
      .map((constraint) => ({ table, constraint })),
  );
}

export const sameWritten = (scene: Scene, a: WrittenName, b: WrittenName): boolean =>
  isSame(resolveName(modelOf(scene), a), resolveName(modelOf(scene), b));

/** Statements that come later in the script. */
export const laterIn = (scene: Scene): readonly StagedStatement[] => scene.script.slice(scene.index + 1);

/** Statements before this one that hold their locks still. */
export function earlierInTransaction(scene: Scene): readonly StagedStatement[] {
  const { transaction } = scene.at;
  if (transaction === null) return [];
  const found: StagedStatement[] = [];
  for (let at = scene.index - 1; at >= 0; at--) {
    const other = scene.script[at];
    if (other?.transaction !== transaction) break;
    found.unshift(other);
  }
  return found;
}

/** Statements that run under its locks still. */
export function laterInTransaction(scene: Scene): readonly StagedStatement[] {
  const { transaction } = scene.at;
  if (transaction === null) return [];
  return scene.script.slice(scene.index + 1).filter((it) => it.transaction === transaction);
}

/** Statements before this one in the same text, whatever their transaction. */
export function earlierInPart(scene: Scene): readonly StagedStatement[] {
  const found: StagedStatement[] = [];
  for (let at = scene.index - 1; at >= 0; at--) {
    const other = scene.script[at];
    if (other?.part !== scene.at.part) break;
    found.unshift(other);
  }
  return found;
}

export function laterInPart(scene: Scene): readonly StagedStatement[] {
  const found: StagedStatement[] = [];
  for (let at = scene.index + 1; at < scene.script.length; at++) {
    const other = scene.script[at];
    if (other?.part !== scene.at.part) break;
    found.push(other);
  }
  return found;
}

export function changesOf<const Kind extends SchemaChange["kind"]>(
  statements: readonly StagedStatement[],
  ...kinds: readonly Kind[]
): readonly ChangeOf<Kind>[] {
  const isOfKind = (change: SchemaChange): change is ChangeOf<Kind> => kinds.some((kind) => kind === change.kind);
  // A loop, for rules ask this of a whole script at each of its statements.
  const found: ChangeOf<Kind>[] = [];
  for (const { statement } of statements)
    for (const change of statement.changes) if (isOfKind(change)) found.push(change);
  return found;
}

/** Existing tables that a statement locks against writers or all. */
export const lockedTables = ({ effects, before }: StagedStatement): readonly RelationEffect[] =>
  effects.relations.filter(
    ({ relation, kind, blocks }) =>
      blocks.length > 0 &&
      kind !== "index" &&
      kind !== "sequence" &&
      before.tables.get(modelKey(relation))?.bornHere !== true &&
      before.views.get(modelKey(relation))?.bornHere !== true,
  );
