import { expect, test } from "vitest";
import { forecast, rolloutForecast } from "#contracts/forecast.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { startDryRun } from "#server/dry-runs/start-dry-run.ts";
import { getReport } from "#server/rollouts/get-report.ts";
import { approvedPlan } from "#test/approved-plan.ts";
import { testContainer } from "#test/container.ts";
import { aRollout, aWorker, aWorld, until } from "#test/rollouts.ts";
import { calibrationsOf } from "./forecast-repository.ts";
import { getRolloutForecast } from "./get-rollout-forecast.ts";
import { latestForecast } from "./latest-forecast.ts";
import { listForecasts } from "./list-forecasts.ts";
import { startForecast } from "./start-forecast.ts";

const plan = (engine: "postgresql" | "sqlite"): PlanDocument => ({
  sluice: 1,
  name: "city-label",
  title: "Label the cities",
  engine,
  phases: {
    expand: [
      { sql: "ALTER TABLE city ADD COLUMN label text", undo: "ALTER TABLE city DROP COLUMN label" },
      { index: "CREATE INDEX city_name ON city (name)" },
    ],
    backfill: [{ backfill: { table: "city", set: { label: "upper(name)" } } }],
    verify: [{ check: { name: "all labelled", none: "SELECT id FROM city WHERE label IS NULL" } }],
    cutover: [{ gate: { ask: "Is it time?" } }, { soak: { for: "1h" } }],
    contract: [{ sql: "ALTER TABLE city ALTER COLUMN n TYPE bigint", undo: "none" }],
  },
});

test("a forecast tells each step's lock, time, space and who is in the way, and a dry run sharpens it", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 20_000);
  await world.target.exec("ANALYZE city");
  const { actor } = world.operator;
  const { migrationId } = await approvedPlan(deps, plan("postgresql"));
  const request = { actor, migrationId, databaseId: world.databaseId };
  await world.target.exec("BEGIN; SELECT count(*) FROM city");
  const first = await startForecast(deps, request);
  await world.target.exec("COMMIT");

  expect(forecast.parse(first)).toEqual(first);
  const of = (step: string, found = first) => found.forecast.steps.find((it) => it.step === step);
  expect(of("expand.1")).toMatchObject({ work: "catalog", lock: "ACCESS EXCLUSIVE", blocks: ["reads", "writes"] });
  expect(of("expand.1")?.holders).toHaveLength(1);
  expect(of("expand.2")).toMatchObject({
    work: "index",
    blocks: [],
    diskBytes: 800_000,
    replication: { risk: "none" },
  });
  expect(of("backfill.1")).toMatchObject({ work: "backfill", walBytes: null, workKey: "backfill, not measured" });
  expect(of("verify.1")).toMatchObject({ work: "check", lock: null });
  expect(of("cutover.1")).toMatchObject({ work: "wait", seconds: null });
  expect(of("cutover.2")).toMatchObject({ seconds: { low: 3600, high: 3600 } });
  expect(of("contract.1")).toMatchObject({ work: "rewrite", diskBytes: expect.any(Number) });
  expect(of("contract.1")?.diskBytes).toBeGreaterThan(500_000);
  expect(first.forecast).toMatchObject({ window: null, longTransactions: 0 });

  await startDryRun(deps, { ...request, stepId: "backfill.1" });
  const second = await startForecast(deps, request);
  expect(of("backfill.1", second)).toMatchObject({ workKey: "backfill", walBytes: expect.any(Number) });
  const { items } = await listForecasts(deps, { actor, migrationId });
  expect(items.map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(await latestForecast(deps, migrationId, 1)).toEqual([second]);
  await expect(deps.prisma.auditEntry.count({ where: { action: "migration.forecast" } })).resolves.toBe(2);
});

test.each(["postgresql", "sqlite"] as const)(
  "on %s a rollout keeps its forecast, shows it beside what each step took, and the next forecast has learned from it",
  async (dialect) => {
    const deps = await testContainer();
    const world = await aWorld(deps, dialect, 2_000);
    const { actor } = world.operator;
    const { cutover: _, contract: _contract, ...phases } = plan(dialect).phases;
    const rollout = await aRollout(world, { ...plan(dialect), phases });
    const before = await getRolloutForecast(deps, { actor, rolloutId: rollout.id });
    expect(before.forecast?.steps.map(({ verdict }) => verdict)).toEqual(["not run", "not run", "not run", "not run"]);
    await aWorker(deps);
    await until(world, rollout.id, "succeeded");

    const { forecast: compared } = await getRolloutForecast(deps, { actor, rolloutId: rollout.id });
    expect(rolloutForecast.parse(compared)).toEqual(compared);
    for (const step of compared?.steps ?? []) {
      expect(step.actualSeconds).toBeGreaterThanOrEqual(0);
      expect(["within", "faster", "slower"]).toContain(step.verdict);
    }
    expect(await getReport(deps, { actor, rolloutId: rollout.id })).toContain("## Forecast and actual");

    const { migrationId } = await approvedPlan(deps, { ...plan(dialect), phases });
    const next = await startForecast(deps, { actor, migrationId, databaseId: world.databaseId });
    expect(next.forecast.steps.find((it) => it.step === "expand.2")?.basis).toContain("one such step timed here");
    const learned = await calibrationsOf(deps.prisma, world.databaseId);
    expect([...learned.keys()].toSorted()).toEqual(["backfill, not measured", "catalog", "check", "index"]);
    await startForecast(deps, { actor, migrationId, databaseId: world.databaseId });
    expect(await calibrationsOf(deps.prisma, world.databaseId)).toEqual(learned);
  },
);

test("a rollout whose forecast cannot be made starts all the same", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 10);
  await deps.owner.$executeRaw`ALTER TABLE "Forecast" ADD CONSTRAINT broken CHECK (false)`;
  const rollout = await aRollout(world, plan("postgresql"));
  await expect(getRolloutForecast(deps, { actor: world.operator.actor, rolloutId: rollout.id })).resolves.toEqual({
    forecast: null,
  });
  expect(deps.logged()).toContain("no forecast was kept of this rollout");
});
