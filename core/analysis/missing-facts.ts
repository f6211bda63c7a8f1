import type { Fact } from "./fact.ts";
import { modelKey } from "./model-key.ts";
import { namedTables } from "./named-tables.ts";
import { resolveName } from "./resolve-name.ts";
import type { Scene, StagedStatement } from "./scene.ts";
import type { ObjectName, SchemaModel, TableModel } from "./schema-model.ts";

/** Facts that nobody has about what a statement touches. */
export function missingFacts({ at, target, version }: Pick<Scene, "at" | "target" | "version">): ReadonlySet<Fact> {
  const missing = new Set<Fact>();
  const touched = touchedTables(at);
  if (isSchemaMissing(at)) missing.add("schema");
  if (touched.some((it) => it === null || it.facts?.rows == null)) missing.add("sizes");
  if (touched.some((it) => it === null || it.facts?.writesPerSecond == null)) missing.add("traffic");
  // Only the first releases of 14 are in question.
  if (Math.trunc(version) === 14 && target.minorVersion === null) missing.add("release");
  const isHeavy = at.effects.relations.some(
    ({ relation, rewrites, buildsIndex }) =>
      (rewrites || buildsIndex) && at.before.tables.get(modelKey(relation))?.bornHere !== true,
  );
  if (isHeavy && target.replicas === null) missing.add("replicas");
  if (isHeavy && target.freeBytes === null) missing.add("free-disk");
  return missing;
}

/** Tables that somebody may be using; `null` for one that the model does not have. Partitioned parents have no rows of their own. */
function touchedTables({ statement, before, effects }: StagedStatement): readonly (TableModel | null)[] {
  const locked = effects.relations
    .filter(({ kind }) => kind === "table" || kind === "partitioned")
    .map(({ relation }) => relation);
  const named = statement.changes.flatMap(namedTables).map((it) => resolveName(before, it));
  const names = new Map([...locked, ...named].map((it): [string, ObjectName] => [modelKey(it), it]));
  return [...names.keys()].flatMap((key) => {
    const table = before.tables.get(key);
    if (!table) return before.complete || isKnown(before, key) ? [] : [null];
    return table.bornHere || table.kind === "partitioned" ? [] : [table];
  });
}

function isSchemaMissing({ statement, before }: StagedStatement): boolean {
  if (before.complete) return false;
  const named = statement.changes.flatMap(namedTables).map((it) => modelKey(resolveName(before, it)));
  // It names a type, a function or the like: known where anything is.
  if (named.length === 0) return before.absent === null && before.tables.size === 0;
  return named.some((key) => !isKnown(before, key));
}

/** ALTER TABLE also names views, indexes and sequences. What was looked for and is not there is known not to be there. */
function isKnown({ tables, views, indexes, sequences, absent }: SchemaModel, key: string): boolean {
  const table = tables.get(key);
  if (table) return table.known;
  return views.has(key) || indexes.has(key) || sequences.has(key) || absent?.has(key) === true;
}
