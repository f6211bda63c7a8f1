import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import type { SchemaChange } from "#core/analysis/schema-change.ts";
import type { RelationEffect, StatementEffects } from "#core/analysis/statement-effects.ts";
import type { LockFacts } from "#core/domain/lock-facts.ts";
import { blocksReads, blocksWrites, type LockMode, strengthOf } from "./postgres-locks.ts";

const SUE = "SHARE UPDATE EXCLUSIVE";

/** The prediction of a statement in the few words that a plan's page and its executor need. */
export function lockFactsOf({ changes }: AnalysedStatement, effects: StatementEffects): LockFacts {
  const mode = strongest(effects);
  const all = [...effects.relations, ...effects.depends.flatMap(({ worst }) => worst ?? [])];
  const works = all.some((it) => it.rewrites || it.scans || it.buildsIndex);
  const form = formOf(changes, mode, effects, works);
  const summary = [
    ...reasons(effects.relations, changes),
    ...mixed(effects, changes),
    ...conditions(effects),
    waitOf(mode, works),
  ];
  return {
    lock: mode,
    blocksReads: blocksReads(mode),
    blocksWrites: blocksWrites(mode),
    rewrites: all.some(({ rewrites }) => rewrites),
    scans: all.some((it) => it.scans || (it.buildsIndex && !it.rewrites)),
    form,
    summary: `${[...new Set(summary)].join(". ")}.`,
  };
}

/** What waits for older transactions takes its strong lock for a moment at the end, when nobody is left who could wait. */
function strongest({ relations, depends, waitsForOthers, analysable }: StatementEffects): LockMode {
  if (waitsForOthers) return SUE;
  if (!analysable) return "ACCESS EXCLUSIVE";
  // A table weighs more than an index: whoever waits, waits for the table.
  const tables = relations.filter(({ kind }) => kind !== "index");
  const unnamed = depends.flatMap(({ worst }) => worst ?? []);
  return [...(tables.length + unnamed.length > 0 ? tables : relations), ...unnamed]
    .map(({ lock }) => lock as LockMode)
    .reduce((most, it) => (strengthOf(it) > strengthOf(most) ? it : most), "none");
}

const WRITES = new Set<SchemaChange["kind"]>(["insert", "update", "delete", "merge", "copy"]);
const LONG = new Set<SchemaChange["kind"]>(["vacuum", "analyze"]);

function formOf(
  changes: readonly SchemaChange[],
  mode: LockMode,
  { waitsForOthers }: StatementEffects,
  works: boolean,
): LockFacts["form"] {
  if (changes.some(({ kind }) => WRITES.has(kind))) return "batch";
  if (changes.every(({ kind }) => kind === "select" || kind === "explain")) return "read";
  // Filled by its query, under locks that nobody waits for.
  if (changes.some((it) => it.kind === "create-view" && it.materialized && it.withData)) return "long";
  if (mode === "none") return "none";
  if (mode === "ROW EXCLUSIVE") return "batch";
  // A waiting SHARE UPDATE EXCLUSIVE blocks no reader and no writer: it may take its time.
  const isLong = mode === SUE && (works || waitsForOthers || changes.some(({ kind }) => LONG.has(kind)));
  return isLong ? "long" : "short";
}

/** Why it works and what else it locks, each said once. */
function reasons(relations: readonly RelationEffect[], changes: readonly SchemaChange[]): readonly string[] {
  const worked = relations.filter((it) => it.rewrites || it.scans || it.buildsIndex).flatMap(workOf);
  const beside = relations
    .filter(({ why, strength }) => why.length > 0 && strength > 1)
    .flatMap((it) => besideOf(it, changes));
  if (worked.length === 0 && beside.length === 0) return relations.length > 0 ? ["Changes the catalog only"] : [];
  return [...worked, ...beside];
}

const workOf = ({ rewrites, buildsIndex, why }: RelationEffect): readonly string[] => [
  ...(rewrites ? [`Rewrites the table${why.length > 0 ? `: ${why.map(inSentence).join(", ")}` : ""}`] : why),
  ...(buildsIndex && !rewrites && why.length === 0 ? ["Builds an index"] : []),
];

const inSentence = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** A relation that the statement locks though it works on another. */
function besideOf(
  { relation, lock, why, rewrites, scans, buildsIndex }: RelationEffect,
  changes: readonly SchemaChange[],
): readonly string[] {
  const isNamed = changes.some((it) => "table" in it && it.table !== null && it.table.name === relation.name);
  if (isNamed || rewrites || scans || buildsIndex) return [];
  return [`${lock} also on ${relation.name}: ${why.map(inSentence).join(", ")}`];
}

/** Subcommands share one statement: a scan that alone would let writers go on is done under the strongest lock. */
function mixed({ relations }: StatementEffects, changes: readonly SchemaChange[]): readonly string[] {
  const validates = changes.some(({ kind }) => kind === "validate-constraint");
  const [first] = relations;
  const isHeld = validates && first !== undefined && strengthOf(first.lock as LockMode) > strengthOf(SUE);
  return isHeld ? [`Together they hold ${first.lock} during the whole scan: split them`] : [];
}

const conditions = ({ depends }: StatementEffects): readonly string[] => depends.map(({ message }) => message);

function waitOf(mode: LockMode, works: boolean): string {
  if (blocksReads(mode))
    return works
      ? "Readers and writers wait until it has ended"
      : "Readers and writers wait for milliseconds, once it has the lock";
  if (blocksWrites(mode))
    return works ? "Writers wait until it has ended" : "Writers wait for milliseconds, once it has the lock";
  if (mode === "ROW EXCLUSIVE") return "Only writers of the same rows wait";
  if (mode === "none") return "Locks no table that is in use";
  return "Nobody who reads or writes waits";
}
