import { expect, test } from "vitest";
import { parse } from "yaml";
import { editPlanSource } from "./edit-plan-source.ts";

const HEAD = "sluice: 1\nname: a\ntitle: b\nengine: postgresql\nphases:\n";
const PLAN = `${HEAD}  # what the release of May needs
  expand:
    # first the column
    - sql: |
        ALTER TABLE city   -- the big one
          ADD COLUMN n integer
      undo: none
    - sql: CREATE INDEX city_n ON city (n)   # for the search
      undo: DROP INDEX city_n
    # and last
    - sql: "ANALYZE city"
      undo: keep

  contract:
    - { sql: ALTER TABLE city DROP COLUMN m, undo: none }
`;

test("a step is replaced and all else stays as its author wrote it", () => {
  const after = editPlanSource(
    PLAN,
    {
      phase: "expand",
      index: 1,
      by: [{ index: "CREATE INDEX city_n ON city (n)" }, { sql: "SELECT 1", undo: "keep" }],
    },
    [],
  );
  expect(after).toBe(
    PLAN.replace(
      "    - sql: CREATE INDEX city_n ON city (n)   # for the search\n      undo: DROP INDEX city_n\n",
      "    - index: CREATE INDEX city_n ON city (n)\n    - sql: SELECT 1\n      undo: keep\n",
    ),
  );
});

test("a phase that is missing is made in its place, between the others", () => {
  const after = editPlanSource(PLAN, { phase: "expand", index: 2, by: [{ sql: "SELECT 2", undo: "keep" }] }, [
    { phase: "verify", steps: [{ sql: "ALTER TABLE city VALIDATE CONSTRAINT c", undo: "keep" }] },
  ]);
  expect(after).toContain(
    "      undo: keep\n  verify:\n    - sql: ALTER TABLE city VALIDATE CONSTRAINT c\n      undo: keep\n\n  contract:",
  );
  expect(Object.keys(parse(after).phases)).toEqual(["expand", "verify", "contract"]);
});

test("steps are added behind those of a phase, however they are written there", () => {
  const after = editPlanSource(PLAN, { phase: "expand", index: 1, by: [{ sql: "SELECT 3", undo: "keep" }] }, [
    { phase: "contract", steps: [{ sql: "SELECT 4", undo: "keep" }] },
  ]);
  expect(parse(after).phases.contract).toEqual([
    { sql: "ALTER TABLE city DROP COLUMN m", undo: "none" },
    { sql: "SELECT 4", undo: "keep" },
  ]);
});

test("a phase whose only step moves away is left empty, and still a list", () => {
  const plan = `${HEAD}  expand:\n    - sql: UPDATE city SET n = 1\n      undo: none\n  verify: []\n`;
  const after = editPlanSource(plan, { phase: "expand", index: 0, by: [] }, [
    { phase: "backfill", steps: [{ backfill: { table: "city", set: { n: "1" } }, undo: "none" }] },
  ]);
  expect(parse(after).phases).toEqual({
    expand: [],
    backfill: [{ backfill: { table: "city", set: { n: "1" } }, undo: "none" }],
    verify: [],
  });
});

test("an empty phase is filled", () => {
  const plan = `${HEAD}  expand:\n  - sql: SELECT 1\n    undo: keep\n  verify: []\n  contract:\n`;
  const after = editPlanSource(plan, { phase: "expand", index: 0, by: [{ sql: "SELECT 2", undo: "keep" }] }, [
    { phase: "verify", steps: [{ sql: "SELECT 3", undo: "keep" }] },
  ]);
  expect(parse(after).phases.verify).toEqual([{ sql: "SELECT 3", undo: "keep" }]);
  expect(parse(after).phases.expand).toEqual([{ sql: "SELECT 2", undo: "keep" }]);
});

test("several lines of SQL stay several lines", () => {
  const sql = "ALTER TABLE city\n  ADD COLUMN n integer; -- for later\nSELECT 1";
  const after = editPlanSource(PLAN, { phase: "expand", index: 0, by: [{ sql, undo: "keep" }] }, []);
  expect(parse(after).phases.expand[0].sql.trim()).toBe(sql);
  expect(after).toContain("    - sql: |");
});

test("a plan in JSON stays JSON", () => {
  const plan = JSON.stringify({ sluice: 1, phases: { expand: [{ sql: "SELECT 1", undo: "keep" }] } });
  const after = editPlanSource(plan, { phase: "expand", index: 0, by: [{ index: "CREATE INDEX i ON t (c)" }] }, [
    { phase: "verify", steps: [{ sql: "SELECT 2", undo: "keep" }] },
  ]);
  expect(JSON.parse(after)).toEqual({
    sluice: 1,
    phases: { expand: [{ index: "CREATE INDEX i ON t (c)" }], verify: [{ sql: "SELECT 2", undo: "keep" }] },
  });
});
