import { expect, test } from "vitest";
import type { DataCheck, DataCheckRun } from "#contracts/data-check.ts";
import type { Forecast, StepForecast } from "#contracts/forecast.ts";
import { describeDataChecks } from "./describe-data-checks.ts";
import { describeForecast } from "./describe-forecast.ts";

const CHECK: DataCheck = {
  step: "expand.1",
  direction: "do",
  table: "city",
  check: "unique",
  subject: "UNIQUE (name)",
  verdict: "passes",
  rows: 10,
  sampled: false,
  offending: 0,
  samples: [],
  message: "None of 10 rows breaks it.",
  sql: "SELECT 1",
  ms: 3,
};
const RUN: DataCheckRun = {
  id: "0198a1b2-0000-7000-8000-000000000001",
  revision: 1,
  databaseId: "0198a1b2-0000-7000-8000-000000000002",
  databaseName: "places",
  byName: "Olga",
  at: "2026-11-26T07:00:00.000Z",
  ms: 12,
  checks: [
    CHECK,
    {
      ...CHECK,
      step: "contract.1",
      direction: "undo",
      verdict: "fails",
      message: "2 of 10 rows share one value.",
      samples: [{ key: "id = 1; id = 2", value: "Bonn (2 rows)" }],
    },
  ],
};

test("what fails is printed first, with its rows, and the sum last", () => {
  expect(describeDataChecks(RUN).split("\n")).toEqual([
    "FAILS      contract.1 (undo)  city: UNIQUE (name)",
    "    2 of 10 rows share one value.",
    "    id = 1; id = 2: Bonn (2 rows)",
    "passes     expand.1  city: UNIQUE (name)",
    "    None of 10 rows breaks it.",
    "2 checks on places in 0 s: 1 fails.",
  ]);
  expect(describeDataChecks({ ...RUN, checks: [] })).toBe("The plan asks nothing of the rows of places.");
});

const STEP: StepForecast = {
  step: "expand.1",
  title: "Rewrite",
  kind: "sql",
  work: "rewrite",
  workKey: "rewrite",
  lock: "ACCESS EXCLUSIVE",
  blocks: ["reads", "writes"],
  seconds: { low: 0.5, high: 75 },
  assumedSeconds: 6,
  basis: "The size of the table; not timed here yet.",
  diskBytes: 2_000_000,
  walBytes: null,
  replication: { risk: "not known", message: "" },
  holders: [],
};

test("a forecast says what it does not know", () => {
  const forecast = {
    steps: [STEP],
    seconds: { low: 0.5, high: 75 },
    diskBytes: 2_000_000,
    walBytes: null,
    window: null,
    longTransactions: 0,
    gaps: [],
  };
  const { checks: _, ms: _ms, ...named } = RUN;
  const text = describeForecast({ ...named, forecast } satisfies Forecast);
  expect(text).toContain("ACCESS EXCLUSIVE (reads and writes wait)  0.50 s – 1 min 15 s  2.0 MB  not known  not known");
  expect(text).toContain("Quietest hours     not known yet");
});
