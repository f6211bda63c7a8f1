import { test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { widenKeyCase, widenKeyHostileCase } from "#test/operations/cases/widen-key.ts";
import { expectCase } from "#test/operations/expect-case.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const LONG = { timeout: 180_000 };

test.each(fixtures)("$label: all tables become bigint, or come back as they were", LONG, async (fixture) => {
  await expectCase(fixture, widenKeyCase);
});

test.each(fixtures)("$label: whatever things are called", LONG, async (fixture) => {
  await expectCase(fixture, widenKeyHostileCase);
});
