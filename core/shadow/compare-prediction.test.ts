import { expect, test } from "vitest";
import type { Dependence, RelationEffect, StatementEffects } from "#core/analysis/statement-effects.ts";
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
const on = (part: Partial<RelationEffect> = {}): RelationEffect => ({
  relation: { schema: "public", name: "t" },
  kind: "table",
  lock: "ACCESS EXCLUSIVE",
  strength: 8,
  blocks: ["reads", "writes"],
  rewrites: false,
  scans: false,
  buildsIndex: false,
  why: [],
  ...part,
});
const rule = (relation: Partial<RelationEffect> = {}, part: Partial<StatementEffects> = {}): StatementEffects => ({
  analysable: true,
  relations: [on(relation)],
  refused: null,
  depends: [],
  waitsForOthers: false,
  ...part,
});
const depends: Dependence = { relation: null, on: "volatility", message: "" };

test.each([
  ["what agrees", effect({}), rule(), []],
  ["a rewrite that does not happen", effect({}), rule({ rewrites: true }), [/is rewritten, and the server did not/]],
  ["a rewrite that hangs on a condition", effect({}), rule({ rewrites: true }, { depends: [depends] }), []],
  ["a rewrite that no rule tells", effect({ rewritten: ["t"] }), rule(), [/t is not rewritten, and the server/]],
  ["the same with a condition", effect({ rewritten: ["t"] }), rule({}, { depends: [depends] }), [/is not rewritten/]],
  ["a scan that does not happen", effect({}), rule({ scans: true }), [/read in full, and the server did not/]],
  ["a scan that no rule tells", effect({ scanned: ["t"] }), rule(), [/t is not read in full, and the server/]],
  ["a scan that is part of a rewrite", effect({ rewritten: ["t"] }), rule({ rewrites: true, scans: true }), []],
  ["a stronger lock", effect({}), rule({ lock: "SHARE" }), [/SHARE on t, and the server took ACCESS EXCLUSIVE/]],
  ["a weaker lock", effect({ locks: [lock("SHARE")] }), rule(), [/ACCESS EXCLUSIVE on t, and the server took SHARE/]],
  [
    "a lock on what no rule names",
    effect({ locks: [lock("ACCESS EXCLUSIVE"), lock("SHARE", { relation: "other.u" })] }),
    rule(),
    [/no lock on other\.u/],
  ],
  [
    "a definition that was read",
    effect({ locks: [lock("ACCESS EXCLUSIVE"), lock("ACCESS SHARE", { relation: "u" })] }),
    rule(),
    [],
  ],
  [
    "a lock that was held already",
    effect({ locks: [lock("ACCESS EXCLUSIVE", { held: true })] }),
    rule({ lock: "SHARE" }),
    [],
  ],
  ["a brief lock that polling missed", effect({ sent: "alone", locks: [lock("SHARE UPDATE EXCLUSIVE")] }), rule(), []],
  [
    "what was refused and is said to be",
    effect({ refused: { code: "42703", message: "", because: "plan" } }),
    rule({}, { refused: { code: "42703", why: "" } }),
    [],
  ],
  [
    "what was refused for another reason than the rule says",
    effect({ refused: { code: "42704", message: "", because: "plan" } }),
    rule({}, { refused: { code: "42P07", why: "" } }),
    [/with 42P07, and it did with 42704/],
  ],
  [
    "a refusal that no rule tells",
    effect({ refused: { code: "42703", message: "", because: "plan" } }),
    rule(),
    [/does not say that the server refuses it/],
  ],
  ["a refusal of made-up rows", effect({ refused: { code: "23514", message: "", because: "rows" } }), rule(), []],
  [
    "a refusal that does not come",
    effect({}),
    rule({}, { refused: { code: "0A000", why: "" } }),
    [/refuses it \(0A000\), and it did not/],
  ],
  [
    "a query, whose scan is the planner's choice",
    effect({ locks: [lock("ROW EXCLUSIVE")] }),
    rule({ lock: "ROW EXCLUSIVE", scans: true }),
    [],
  ],
  [
    "a hostile name",
    effect({ locks: [lock("SHARE", { relation: 'other."a"".b"' })] }),
    rule({ relation: { schema: "other", name: 'a".b' }, lock: "SHARE" }),
    [],
  ],
  ["a statement that nobody has taught us", effect({}), rule({ lock: "SHARE" }, { analysable: false }), []],
  [
    "a whole file",
    effect({ locks: [lock("write lock", { kind: "file" })] }),
    rule({ lock: "write lock (whole file)" }),
    [],
  ],
  ["a table that the plan has made", effect({ locks: [] }), rule({ rewrites: true }), []],
] as const)("%s", (_what, seen, predicted, told) => {
  const found = comparePrediction(seen, predicted);
  expect(found).toHaveLength(told.length);
  for (const [at, pattern] of told.entries()) expect(found[at]).toMatch(pattern);
});
