import type { LockFacts } from "#core/domain/lock-facts.ts";
import type { StatementEffect } from "#core/engines/shadow.ts";

/** From weak to strong, in the words of the standard and of SQLite. */
const STRENGTH = [
  "none",
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
];
const strength = (mode: string): number => STRENGTH.indexOf(mode);

/** Where the static analysis and the trace of a statement do not agree, in words. */
export function comparePrediction(
  effect: StatementEffect,
  predicted: LockFacts,
  isOnNewTables: boolean,
): readonly string[] {
  if (effect.refused || strength(predicted.lock) < 0) return [];
  const isWork = predicted.form !== "batch" && predicted.form !== "read";
  return [
    ...lockDisagreement(effect, predicted, isOnNewTables),
    ...(isWork && !isOnNewTables ? workDisagreements(effect, predicted) : []),
  ];
}

function lockDisagreement(
  { locks, sent }: StatementEffect,
  { lock }: LockFacts,
  isOnNewTables: boolean,
): readonly string[] {
  const tables = locks.filter(({ kind }) => kind.includes("table") || kind.includes("view"));
  const taken = tables
    .filter(({ held }) => !held)
    .reduce((most, it) => (strength(it.mode) > strength(most) ? it.mode : most), "none");
  const held = tables.reduce((most, it) => (strength(it.mode) > strength(most) ? it.mode : most), "none");
  if (strength(taken) > strength(lock)) return [`The rule says ${lock}, and the server took ${taken}`];
  // What was there before, or is there for a moment only, cannot be told from what was not taken.
  const isSeenWhole = sent === "in a transaction" && !isOnNewTables;
  return isSeenWhole && strength(held) < strength(lock) ? [`The rule says ${lock}, and the server took ${held}`] : [];
}

function workDisagreements(effect: StatementEffect, predicted: LockFacts): readonly string[] {
  const { rewritten, scanned, indexesBuilt } = effect;
  const did = { rewrite: rewritten.length > 0, scan: scanned.length > 0 || indexesBuilt.length > 0 };
  return [
    ...(predicted.rewrites && !did.rewrite
      ? ["The rule says that the table is rewritten, and the server rewrote none"]
      : []),
    ...(!predicted.rewrites && did.rewrite
      ? [`The rule says that nothing is rewritten, and the server rewrote ${rewritten.join(", ")}`]
      : []),
    ...(predicted.scans && !did.scan && !did.rewrite
      ? ["The rule says that the table is read in full, and the server read none"]
      : []),
    ...(!predicted.scans && !predicted.rewrites && scanned.length > 0
      ? [`The rule says that no table is read in full, and the server read ${scanned.join(", ")}`]
      : []),
  ];
}
