import { expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { planDocument } from "./plan-document.ts";

test("what the schema parses is the domain's plan document", () => {
  expectTypeOf<z.output<typeof planDocument>>().toExtend<PlanDocument>();
});

test("an unknown field is refused, wherever it stands", () => {
  const plan = {
    sluice: 1,
    name: "a",
    title: "A",
    engine: "sqlite",
    phases: { expand: [{ sql: "SELECT 1", undo: "none" }] },
  };
  expect(planDocument.safeParse(plan).success).toBe(true);
  expect(planDocument.safeParse({ ...plan, owner: "me" }).success).toBe(false);
  expect(planDocument.safeParse({ ...plan, phases: { prepare: [] } }).success).toBe(false);
  expect(
    planDocument.safeParse({ ...plan, phases: { expand: [{ sql: "SELECT 1", undo: "none", when: "now" }] } }).success,
  ).toBe(false);
});
