import { expect, test } from "vitest";
import { FAULT_KINDS, runPlan } from "./run-plan.ts";

const PLANS = Array.from({ length: 2_000 }, (_, seed) => runPlan(seed));

test("the same seed plans the same run", () => {
  for (const plan of PLANS.slice(0, 50)) expect(runPlan(plan.seed)).toEqual(plan);
});

test("every kind of fault, both engines, both shapes and all keys come up", () => {
  expect(new Set(PLANS.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(new Set(FAULT_KINDS));
  expect(new Set(PLANS.map(({ dialect, shape, key }) => `${dialect} ${shape} ${key}`)).size).toBe(2 * 2 * 3);
});

test("a run has one to four faults in the order in which they strike, and impossible rows only where they are planned", () => {
  for (const { faults, poison } of PLANS) {
    expect(faults.length).toBeGreaterThanOrEqual(1);
    expect(faults.length).toBeLessThanOrEqual(4);
    expect(faults.map(({ at }) => at)).toEqual(faults.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(poison.length > 0).toBe(faults.some(({ kind }) => kind === "poison"));
  }
});

test("an engine is given only faults that it can have, also when few kinds are asked for", () => {
  const kinds = PLANS.filter(({ dialect }) => dialect === "sqlite").flatMap(({ faults }) =>
    faults.map(({ kind }) => kind),
  );
  expect(kinds).not.toContain("commit-lost");
  const asked = runPlan(1, { only: ["commit-lost"], dialect: "postgresql" });
  expect(new Set(asked.faults.map(({ kind }) => kind))).toEqual(new Set(["commit-lost"]));
  expect(() => runPlan(1, { only: ["commit-lost"], dialect: "sqlite" })).toThrow("no kind of fault is left for sqlite");
});
