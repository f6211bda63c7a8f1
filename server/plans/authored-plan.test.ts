import { expect, test } from "vitest";
import { stringify } from "yaml";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { expandedMark } from "#core/plan/expanded-mark.ts";
import { authoredPlan } from "./authored-plan.ts";

const OPERATIONS = [{ "drop-default": { table: "orders", column: "status" } }] as const;
const WRITTEN = {
  contract: [{ sql: "ALTER TABLE orders ALTER status DROP DEFAULT", undo: "none", from: "drop-default orders.status" }],
} as const satisfies PlanDocument["phases"];

function plan(phases: PlanDocument["phases"] = WRITTEN): string {
  const said = {
    sluice: 1,
    name: "no-default",
    title: "No default",
    description: "Why",
    engine: "postgresql",
  } as const;
  const written: PlanDocument = { ...said, operations: OPERATIONS, phases: WRITTEN };
  return stringify({ ...written, expanded: expandedMark(written), phases });
}

test("a plan as it was written of its operations gives them back, and nothing is lost", () => {
  expect(authoredPlan(plan())).toEqual({
    operations: OPERATIONS,
    said: { sluice: 1, name: "no-default", title: "No default", description: "Why", engine: "postgresql" },
    losses: { areEdited: false, ownSteps: [], hasComments: false },
  });
});

test("what was edited by hand is told: a step of one's own, and a step that was changed", () => {
  const own = plan({ ...WRITTEN, expand: [{ sql: "CREATE TABLE note (id int)", undo: "DROP TABLE note" }] });
  expect(authoredPlan(own)?.losses).toEqual({ areEdited: true, ownSteps: ["expand.1"], hasComments: false });
  const [step] = WRITTEN.contract;
  const changed = plan({ contract: [{ ...step, ignore: [{ rule: "lock-timeout", reason: "at night" }] }] });
  expect(authoredPlan(changed)?.losses).toEqual({ areEdited: true, ownSteps: [], hasComments: false });
});

test.each(["# At the top\n", ""])("comments are told, %j", (top) => {
  const text = top === "" ? plan().replace("operations:\n", "operations:\n  # asked for by sales\n") : top + plan();
  expect(authoredPlan(text)?.losses.hasComments).toBe(true);
});

test("a # inside a text is no comment", () => {
  expect(authoredPlan(plan().replace("Why", "'Issue # 5'"))?.losses.hasComments).toBe(false);
});

test("a plan without operations, or one that cannot be read, has nothing for the form", () => {
  expect(authoredPlan("sluice: 1\nname: a\ntitle: A\nengine: postgresql\n")).toBeNull();
  expect(authoredPlan("operations: [")).toBeNull();
});
