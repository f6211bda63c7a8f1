import { expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { createPostgresStatements } from "#core/engines/postgres/postgres-statements.ts";
import { compilePlan } from "./compile-plan.ts";

const engine = { statements: createPostgresStatements() };
const plan = (phases: PlanDocument["phases"]): PlanDocument => ({
  sluice: 1,
  name: "n",
  title: "t",
  engine: "postgresql",
  phases,
});
const compile = (phases: PlanDocument["phases"]) => compilePlan(plan(phases), engine);

const SYNC = { sync: { table: "city", to: { latitude: "lat::numeric" }, back: { lat: "latitude::text" } } };

test("each kind of step becomes work with its undo and a title for people", async () => {
  const steps = await compile({
    expand: [
      {
        sql: "ALTER TABLE city ADD COLUMN latitude numeric; COMMENT ON TABLE city IS 'x'",
        undo: "ALTER TABLE city DROP COLUMN latitude",
      },
      SYNC,
      { index: "CREATE INDEX i ON city (latitude)" },
    ],
    backfill: [{ backfill: { table: "city", set: { latitude: "lat::numeric" }, pause: "200ms", batch: 100 } }],
    verify: [
      { check: { name: "they agree", none: "SELECT 1" } },
      { sql: "ALTER TABLE city VALIDATE CONSTRAINT c", undo: "keep" },
    ],
    cutover: [{ gate: { ask: "Ready?" } }, { soak: { for: "10m", why: "watch" } }],
    contract: [{ sql: "ALTER TABLE city DROP COLUMN lat", undo: "none" }],
  });
  expect(steps.map(({ id, kind, title, undo }) => [id, kind, title, undo.kind])).toEqual([
    ["expand.1", "sql", "Add column latitude to city, comment on city", "sql"],
    ["expand.2", "sync", "Keep latitude and lat of city in step", "remove-sync"],
    ["expand.3", "index", "Create index i on city", "index"],
    ["backfill.1", "backfill", "Fill latitude of city", "kept"],
    ["verify.1", "check", "They agree", "nothing"],
    ["verify.2", "sql", "Validate constraint on city", "kept"],
    ["cutover.1", "gate", "Ready?", "nothing"],
    ["cutover.2", "soak", "Wait 10m: watch", "nothing"],
    ["contract.1", "sql", "Drop column lat from city", "none"],
  ]);
  expect(steps[0]?.work).toMatchObject({
    form: "short",
    statements: [expect.stringMatching(/^ALTER/), expect.stringMatching(/^COMMENT/)],
  });
  expect(steps[2]?.undo).toMatchObject({ statement: "DROP INDEX i" });
  expect(steps[3]?.work).toMatchObject({ batchSize: 100, pauseMs: 200, where: null });
  expect(steps[5]?.work).toMatchObject({ form: "long" });
  expect(steps[7]?.work).toEqual({ kind: "soak", ms: 600_000, why: "watch" });
});

test("a gate carries what it demands of applications, with the time in milliseconds", async () => {
  const applications = {
    shop: { version: ">= 2.3.0", unread: ["city.lat"], for: "1h" },
    billing: { unwritten: ["public.city.lat"] },
  };
  const [step, asked] = await compile({ cutover: [{ gate: { applications } }, { gate: { ask: "Ready?" } }] });
  expect(step?.title).toBe("Wait for shop and billing");
  expect(step?.work).toEqual({
    kind: "gate",
    ask: null,
    applications: [
      { application: "shop", version: ">= 2.3.0", unread: ["city.lat"], unwritten: [], forMs: 3_600_000 },
      { application: "billing", version: null, unread: [], unwritten: ["public.city.lat"], forMs: 600_000 },
    ],
  });
  expect(asked?.work).toEqual({ kind: "gate", ask: "Ready?", applications: [] });
});

test.each([
  ["drops the old column", "ALTER TABLE city DROP COLUMN lat"],
  ["drops the new column", "ALTER TABLE public.city DROP COLUMN latitude"],
  ["renames a column", "ALTER TABLE city RENAME COLUMN lat TO old"],
  ["changes a type", "ALTER TABLE city ALTER lat TYPE varchar"],
  ["sets a default", "ALTER TABLE city ALTER latitude SET DEFAULT 0"],
  ["drops the table", "DROP TABLE city"],
])("a contract step that %s removes the dual writes first", async (_, sql) => {
  const steps = await compile({
    expand: [SYNC],
    contract: [
      { sql, undo: "none" },
      { sql: "ALTER TABLE city DROP COLUMN other", undo: "none" },
    ],
  });
  expect(steps.map(({ work }) => ("removesSyncs" in work ? work.removesSyncs : work.kind))).toEqual([
    "sync",
    ["expand.1"],
    [],
  ]);
});

test("dual writes that no contract step takes away are removed at its end; without contract they stay", async () => {
  const steps = await compile({
    expand: [SYNC, { ...SYNC, sync: { ...SYNC.sync, table: "town" } }],
    contract: [{ sql: "ALTER TABLE city DROP COLUMN lat", undo: "none" }],
  });
  expect(steps.at(-1)).toMatchObject({
    id: "contract.2",
    synthetic: true,
    work: { kind: "sync", action: "remove", syncStep: "expand.2", table: "town" },
    undo: { kind: "none" },
  });
  expect(steps).toHaveLength(4);
  await expect(compile({ expand: [SYNC] })).resolves.toHaveLength(1);
});

test("the same plan compiles to the same work", async () => {
  const phases = { expand: [SYNC], contract: [{ sql: "DROP TABLE city", undo: "none" }] };
  expect(await compile(phases)).toEqual(await compile(phases));
});

test("SQL that does not parse is refused", async () => {
  await expect(compile({ expand: [{ sql: "ALTER", undo: "none" }] })).rejects.toMatchObject({ code: "invalid-plan" });
});

test("an undo that is one statement which takes its time is long, as the step would be; several are one short transaction", async () => {
  const validate = "ALTER TABLE city VALIDATE CONSTRAINT c";
  const fill = "CREATE MATERIALIZED VIEW towns AS SELECT id FROM city WITH DATA";
  const steps = await compile({
    contract: [
      { sql: validate, undo: validate },
      { sql: "DROP MATERIALIZED VIEW towns", undo: fill },
      {
        sql: "ALTER TABLE city DROP CONSTRAINT c",
        undo: `ALTER TABLE city ADD CONSTRAINT c CHECK (id > 0) NOT VALID; ${validate}`,
      },
    ],
  });
  expect(steps.map(({ undo }) => ("form" in undo ? undo.form : "short"))).toEqual(["long", "long", "short"]);
});
