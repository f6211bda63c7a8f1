import { expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { didYouMean } from "./did-you-mean.ts";
import { durationMs } from "./duration.ts";
import { canonicalJson, planDigest } from "./plan-digest.ts";

const plan: PlanDocument = {
  sluice: 1,
  name: "a",
  title: "b",
  engine: "sqlite",
  phases: { expand: [{ sql: "x", undo: "none" }] },
};

test("the digest does not depend on the order of keys or on what is left out", () => {
  const same = {
    phases: { expand: [{ undo: "none", sql: "x", name: undefined }] },
    engine: "sqlite",
    title: "b",
    name: "a",
    sluice: 1,
  } as const;
  expect(planDigest(same)).toBe(planDigest(plan));
  expect(planDigest(plan)).toMatch(/^[0-9a-f]{64}$/);
});

test("the digest depends on the order of steps and on each letter", () => {
  expect(planDigest({ ...plan, title: "B" })).not.toBe(planDigest(plan));
  expect(canonicalJson([{ b: 1, a: [null, "é"] }])).toBe('[{"a":[null,"é"],"b":1}]');
});

test.each([
  ["200ms", 200],
  ["90s", 90_000],
  ["10m", 600_000],
  ["2h", 7_200_000],
  ["1d", 86_400_000],
])("%s is %d milliseconds", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(["10", "1.5h", "-1s", "10 m", "99999999999999999d"])("%s is no duration", (text) => {
  expect(() => durationMs(text)).toThrow(/is no duration/);
});

test.each([
  ["undos", ["sql", "undo"], "undo"],
  ["citty", ["country", "city"], "city"],
  ["lattiude", ["latitude", "longitude"], "latitude"],
  ["xyz", ["latitude"], null],
])("%s is taken for one of %j: %s", (name, candidates, meant) => {
  expect(didYouMean(name, candidates)).toBe(meant);
});
