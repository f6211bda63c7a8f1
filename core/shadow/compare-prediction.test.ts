import { expect, test } from "vitest";
import type { LockFacts } from "#core/domain/lock-facts.ts";
import type { StatementEffect, TakenLock } from "#core/engines/shadow.ts";
import { comparePrediction } from "./compare-prediction.ts";

const lock = (mode: string, part: Partial<TakenLock> = {}): TakenLock => ({
  relation: "t",
  kind: "table",
  mode,
  blocksReads: false,
  blocksWrites: false,
  held: false,
  ...part,
});
const effect = (part: Partial<StatementEffect>): StatementEffect => ({
  sql: "ALTER TABLE t …",
  ms: 1,
  sent: "in a transaction",
  locks: [lock("ACCESS EXCLUSIVE")],
  rewritten: [],
  scanned: [],
  indexesBuilt: [],
  spared: [],
  made: [],
  changed: [],
  gone: [],
  pagesChanged: null,
  refused: null,
  ...part,
});
const rule = (part: Partial<LockFacts> = {}): LockFacts => ({
  lock: "ACCESS EXCLUSIVE",
  blocksReads: true,
  blocksWrites: true,
  rewrites: false,
  scans: false,
  form: "short",
  summary: "",
  ...part,
});

test.each([
  ["what agrees", effect({}), rule(), []],
  ["a rewrite that does not happen", effect({}), rule({ rewrites: true }), [/rewritten, and the server rewrote none/]],
  ["a rewrite that no rule tells", effect({ rewritten: ["t"] }), rule(), [/rewrote t/]],
  ["a scan that does not happen", effect({}), rule({ scans: true }), [/read none/]],
  ["a scan that no rule tells", effect({ scanned: ["t"] }), rule(), [/read t/]],
  ["a scan that is part of a rewrite", effect({ rewritten: ["t"] }), rule({ rewrites: true, scans: true }), []],
  ["a stronger lock", effect({}), rule({ lock: "SHARE" }), [/says SHARE, and the server took ACCESS EXCLUSIVE/]],
  ["a weaker lock", effect({ locks: [lock("SHARE")] }), rule(), [/took SHARE/]],
  [
    "a lock that was held already",
    effect({ locks: [lock("ACCESS EXCLUSIVE", { held: true })] }),
    rule({ lock: "SHARE" }),
    [],
  ],
  ["a brief lock that polling missed", effect({ sent: "alone", locks: [lock("SHARE UPDATE EXCLUSIVE")] }), rule(), []],
  [
    "an index's lock, which rules of tables do not tell",
    effect({ locks: [lock("SHARE"), lock("ACCESS EXCLUSIVE", { kind: "index" })] }),
    rule({ lock: "SHARE" }),
    [],
  ],
  [
    "what was refused",
    effect({ refused: { code: "42703", message: "", because: "plan" } }),
    rule({ rewrites: true }),
    [],
  ],
  [
    "a batch, whose scan is the planner's choice",
    effect({ locks: [lock("ROW EXCLUSIVE")] }),
    rule({ lock: "ROW EXCLUSIVE", form: "batch", scans: true }),
    [],
  ],
  [
    "SQLite, whose rules have other words",
    effect({ locks: [lock("write lock", { kind: "file" })] }),
    rule({ lock: "write lock (whole file)" }),
    [],
  ],
] as const)("%s", (_what, seen, predicted, told) => {
  const found = comparePrediction(seen, predicted, false);
  expect(found).toHaveLength(told.length);
  for (const [at, pattern] of told.entries()) expect(found[at]).toMatch(pattern);
});

test("on tables that the plan itself has made nothing is said to be missing", () => {
  expect(comparePrediction(effect({ locks: [] }), rule({ rewrites: true }), true)).toEqual([]);
});
