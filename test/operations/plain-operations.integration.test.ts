import { describe, test } from "vitest";
import { engineFixtures } from "../engine-fixtures.ts";
import { plainCases } from "./cases/plain-cases.ts";
import { expectCase } from "./expect-case.ts";

describe.each(engineFixtures().filter(({ dialect }) => dialect === "postgresql"))("$label", (fixture) => {
  const cases = plainCases.filter(({ versions }) => versions?.some((it) => fixture.label.endsWith(` ${it}`)) ?? true);
  test.each(cases)(
    "$name: passes its review, ends as the oracle does, and is undone from after every step",
    { timeout: 180_000 },
    async (given) => {
      await expectCase(fixture, given);
    },
  );
});
