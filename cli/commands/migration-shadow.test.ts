import { expect, test } from "vitest";
import type { ShadowReport, ShadowRun, ShadowStep } from "#contracts/shadow-run.ts";
import { describeShadowRun } from "./migration-shadow.ts";

const statement: ShadowStep["statements"][number] = {
  sql: "ALTER TABLE city ADD COLUMN n integer",
  label: "ALTER TABLE … ADD COLUMN",
  ms: 1,
  sent: "in a transaction",
  locks: [
    { relation: "city", kind: "table", mode: "ACCESS EXCLUSIVE", blocksReads: true, blocksWrites: true, held: false },
  ],
  rewritten: ["city"],
  scanned: [],
  indexesBuilt: [],
  spared: [],
  made: [],
  changed: [],
  gone: [],
  pagesChanged: null,
  refused: null,
  predicted: "ACCESS EXCLUSIVE",
  disagreements: ["The rule says that city is not rewritten, and the server rewrote it"],
};
const step: ShadowStep = {
  stepId: "expand.1",
  phase: "expand",
  kind: "sql",
  title: "Add n",
  state: "done",
  statements: [statement],
  notes: [],
  undo: { state: "differs", summary: "", differences: ["- column city.n: integer"], refused: null },
};
const REPORT: ShadowReport = {
  facts: {
    version: "PostgreSQL 18.4",
    majorVersion: 18,
    targetVersion: "PostgreSQL 15.18",
    isSameVersion: false,
    place: "embedded",
    tables: [],
    rebuilt: {},
    missing: [{ what: "foreign table f", why: "it belongs to another server" }],
  },
  steps: [step],
  dependents: [{ kind: "view", name: "big", on: "city", fate: "breaks", why: "It reads what is gone", stepId: null }],
  queries: [],
  queryNotes: [],
};
const RUN: ShadowRun = {
  id: "0198a1b2-0000-7000-8000-000000000001",
  revision: 1,
  databaseId: "0198a1b2-0000-7000-8000-000000000002",
  databaseName: "places",
  byName: "Olga",
  state: "done",
  progress: null,
  error: null,
  at: "2026-11-26T07:00:00.000Z",
  endedAt: "2026-11-26T07:00:09.000Z",
  report: REPORT,
};

test("a report is a table of what each step took, with all that is wrong below it", () => {
  const text = describeShadowRun(RUN);
  expect(text).toContain("shadow of places: PostgreSQL 18.4, while the database is PostgreSQL 15.18");
  expect(text).toMatch(/expand\.1 +ALTER TABLE … ADD COLUMN +city ACCESS EXCLUSIVE +rewrites city +differs/);
  expect(text).toContain("Undo of expand.1: - column city.n: integer");
  expect(text).toContain("the server rewrote it");
  expect(text).toContain("view big: breaks. It reads what is gone.");
  expect(text).toContain("Not in the shadow: foreign table f (it belongs to another server)");
});

test("a plan whose result is there is told in plain words, and its undo is no trouble", () => {
  const refused = { code: "42701", message: "column exists", because: "plan" } as const;
  const there: ShadowStep = {
    ...step,
    state: "refused",
    alreadyThere: "city has a column n already",
    statements: [{ ...statement, locks: [], rewritten: [], refused, disagreements: [] }],
    undo: { state: "not reached", summary: "", differences: [], refused: null },
  };
  const text = describeShadowRun({ ...RUN, report: { ...REPORT, steps: [there] } });
  expect(text).toContain("The database is already as expand.1 would leave it: city has a column n already.");
  expect(text).not.toContain("not reached");
});

test("without a result it says why", () => {
  expect(describeShadowRun({ ...RUN, report: null, error: "There is no scratch server." })).toBe(
    "There is no scratch server.",
  );
});
