import { describe, test } from "vitest";
import { engineFixtures } from "../engine-fixtures.ts";
import { plainCases } from "./cases/plain-cases.ts";
import { expectEveryStep } from "./expect-every-step.ts";

const ROWS = 60;

describe.each(engineFixtures().filter(({ dialect }) => dialect === "postgresql"))("$label", (fixture) => {
  const cases = plainCases.filter(({ versions }) => versions?.some((it) => fixture.label.endsWith(` ${it}`)) ?? true);
  test.each(cases)(
    "$name: passes its review, ends as the oracle does, and is undone from after every step",
    { timeout: 120_000 },
    async ({ setup, fill, change, oracle, unforeseen = [] }) => {
      const operations = "operations" in change ? (change.operations ?? []) : [];
      await expectEveryStep(fixture, { setup: `${setup}\n${fill(ROWS)}`, operations, oracle, unforeseen });
    },
  );
});
