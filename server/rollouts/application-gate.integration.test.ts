import { expect, test } from "vitest";
import { reportHeartbeat } from "#contracts/application.ts";
import * as contract from "#contracts/rollout.ts";
import type { GateStep, PlanDocument } from "#core/domain/plan-document.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, testContainer } from "#test/container.ts";
import { countingTarget } from "#test/counting-target.ts";
import type { TargetDatabase } from "#test/databases.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { aPerson, bearer } from "#test/people.ts";
import { aRollout, aWorker, aWorld, until } from "#test/rollouts.ts";
import { advanceRun } from "./advance-run.ts";
import { cancelRollout } from "./cancel-rollout.ts";
import { getReport } from "./get-report.ts";
import { pauseRollout } from "./pause-rollout.ts";
import { resumeRollout } from "./resume-rollout.ts";
import { nudgeIdleRuns } from "./run-repository.ts";

const planOf = (engine: "postgresql" | "sqlite", gate: GateStep["gate"]): PlanDocument => ({
  sluice: 1,
  name: "drop-lat",
  title: "Drop lat",
  engine,
  phases: { cutover: [{ gate }], contract: [{ sql: "ALTER TABLE city DROP COLUMN lat", undo: "none" }] },
});

async function setUp(engine: "postgresql" | "sqlite", gate: GateStep["gate"], target?: TargetDatabase) {
  const deps = await testContainer();
  serveWith(deps);
  const world = await aWorld(deps, engine, 20, target);
  await healthyTarget(deps, world.databaseId);
  await aWorker(deps);
  const machine = await bearer(deps, world.operator, "operator");
  const beat = async (instance: string, version: string, more: object = {}) => {
    const body = { instance, version, every: "10s", ...more };
    const answer = await callRoute(reportHeartbeat, { params: { name: "shop" }, body, headers: machine });
    expect(answer.status, answer.text).toBe(200);
  };
  const { id } = await aRollout(world, planOf(engine, gate));
  const params = { rolloutId: id, stepId: "cutover.1" } as const;
  const override = (headers: Record<string, string>) =>
    callRoute(contract.overrideGate, { params, headers, body: { reason: "shop is retired" } });
  const pass = () => callRoute(contract.passGate, { params, headers: machine, body: {} });
  /** Waits until the gate is held by exactly these. */
  const heldBy = (...codes: readonly string[]) =>
    until(world, id, (it) => {
      const held = gateOf(it).blockers.map(({ code }) => code);
      return it.waiting[0]?.code === "gate" && [...new Set(held)].toSorted().join() === codes.toSorted().join();
    });
  return {
    deps,
    world,
    id,
    beat,
    override,
    pass,
    heldBy,
    until: (what: "succeeded" | "failed") => until(world, id, what),
  };
}

function gateOf({ steps }: contract.Rollout): contract.GateView {
  const gate = steps.find(({ stepId }) => stepId === "cutover.1")?.gate;
  if (!gate) throw new Error("no gate");
  return gate;
}

test("a gate opens by itself once every live instance is new enough and the column is left alone, by heartbeats and by the server's own counts", async () => {
  const target = await countingTarget();
  await target.exec("CREATE EXTENSION pg_stat_statements");
  const it = await setUp(
    "postgresql",
    { applications: { shop: { version: ">= 2.3.0", unread: ["public.city.lat"], for: "10s" } } },
    target,
  );
  const never = await it.heldBy("never-reported", "too-recent");
  expect(never.headline).toMatch(/^Waiting for applications: shop has never reported for this database, and 1 more$/);
  expect((await it.pass()).json()).toMatchObject({ code: "blocked" });

  await it.beat("shop-1", "2.2.9", { reads: ["city.lat"] });
  await it.beat("shop-2", "2.3.0", { reads: ["city.latitude"] });
  const old = gateOf(await it.heldBy("old-version", "still-reads"));
  expect(old.blockers.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^shop: instance shop-1 \(2\.2\.9, last seen .* UTC\) is not >= 2\.3\.0$/),
    expect.stringMatching(/^shop: instance shop-1 .* says that it reads public\.city\.lat$/),
  ]);
  expect(old.demands.filter(({ isMet }) => isMet).map(({ kind }) => kind)).toEqual(["statements"]);

  // Somebody whom no heartbeat tells of.
  await target.exec("SELECT count(*) FROM city AS c WHERE c.lat = '1.25'");
  await it.beat("shop-1", "2.2.9", { leaving: true });
  const called = gateOf(await it.heldBy("statement-called", "too-recent"));
  expect(called.blockers.map(({ message }) => message).join("\n")).toContain(
    "SELECT count(*) FROM city AS c WHERE c.lat = $1",
  );
  expect(called.notes.join()).toContain("pg_stat_statements.track is top");

  const beats: Promise<void>[] = [];
  const beat = () => it.beat("shop-2", "2.3.0", { reads: ["city.latitude"] });
  const keepBeating = setInterval(() => beats.push(beat()), 5_000);
  try {
    const ended = await it.until("succeeded");
    const gate = gateOf(ended);
    expect(gate.demands.map(({ kind, isMet }) => [kind, isMet])).toEqual([
      ["version", true],
      ["unread", true],
      ["statements", true],
    ]);
    expect(ended.steps.find(({ kind }) => kind === "gate")?.passedByName).toBeNull();
  } finally {
    clearInterval(keepBeating);
    // The last one ends before what it is told to.
    await Promise.all(beats);
  }
  await expect(target.exec("SELECT lat FROM city")).rejects.toThrow(/lat/);
});

test("a yes does not stand in for what is demanded; an override with a reason does, and the audit has what did not hold", async () => {
  const it = await setUp("postgresql", { ask: "Is it out?", applications: { shop: { version: ">= 2" } } });
  const asked = await it.heldBy("never-reported", "gate");
  expect(asked.headline).toMatch(/^Waiting for applications and a person: shop has never reported/);
  expect((await it.pass()).status).toBe(200);
  const answered = await it.heldBy("never-reported");
  expect(answered).toMatchObject({ state: "running" });
  expect(answered.steps[0]).toMatchObject({ state: "waiting", passedByName: expect.stringMatching(/^Olga Operator/) });

  const operator = await bearer(it.deps, it.world.operator, "operator");
  expect((await it.override(operator)).json()).toMatchObject({ status: 403, code: "forbidden" });
  const grace = await bearer(it.deps, await aPerson(it.deps, "approver", "Grace Approver"), "approver");
  expect((await it.override(grace)).status).toBe(200);
  const ended = await it.until("succeeded");
  expect(gateOf(ended).override).toMatchObject({ byName: expect.stringMatching(/^Grace/), reason: "shop is retired" });
  const [entry] = await it.deps.prisma.auditEntry.findMany({ where: { action: "rollout.override-gate" } });
  expect(entry).toMatchObject({
    reason: "shop is retired",
    after: { step: "cutover.1", held: [{ says: "shop has never reported for this database" }] },
  });
  const report = await getReport(it.deps, { actor: it.world.operator.actor, rolloutId: it.id });
  expect(report).toContain("**does not hold**: shop sends heartbeats (shop has never reported for this database)");
  expect(report).toMatch(/- Put aside by Grace.*: shop is retired/);
  // Twice is once.
  expect((await it.override(grace)).status).toBe(200);
  expect(await it.deps.prisma.auditEntry.count({ where: { action: "rollout.override-gate" } })).toBe(1);
});

test("a gate that also asks a person waits for the person once its demands hold, and is not in the way before", async () => {
  const it = await setUp("postgresql", {
    ask: "Is it out?",
    applications: { shop: { unread: ["city.lat"], for: "1s" } },
  });
  await it.beat("shop-1", "1.0.0", { reads: ["city.name"], environment: "development" });
  const asked = await it.heldBy("gate");
  expect(asked.headline).toBe("Waiting for a person: Is it out?");
  expect(gateOf(asked).notes).toEqual(["pg_stat_statements is not installed: only heartbeats were looked at."]);
  // It reads the column again before anybody answers.
  await it.beat("shop-2", "1.1.0", { reads: ["city.lat"] });
  await it.heldBy("gate", "still-reads");
  await it.beat("shop-2", "1.1.0", { leaving: true });
  await it.heldBy("gate");
  expect((await it.pass()).status).toBe(200);
  await it.until("succeeded");
});

test("a pause at such a gate rests, and after it the gate is looked at again; a cancel leaves it as if it had not begun", async () => {
  const it = await setUp("sqlite", { applications: { shop: { version: ">= 2" } } });
  await it.heldBy("never-reported");
  const command = { actor: it.world.operator.actor, rolloutId: it.id, reason: "" };
  await pauseRollout(it.deps, command);
  await until(it.world, it.id, "paused");
  await it.beat("a", "1.0");
  await resumeRollout(it.deps, command);
  await it.heldBy("old-version");
  await cancelRollout(it.deps, command);
  const ended = await until(it.world, it.id, "cancelled");
  expect(ended.steps[0]).toMatchObject({ state: "skipped", gate: { blockers: [] } });
});

test("on SQLite heartbeats count, those for other environments or databases do not, and it is said what is not seen", async () => {
  const it = await setUp("sqlite", { applications: { shop: { version: ">= 2", unread: ["City.Lat"], for: "0s" } } });
  await it.beat("far", "2.0", { environment: "production" });
  await it.heldBy("never-reported");
  await it.beat("near", "2.0", { environment: "development" });
  const ended = await it.until("succeeded");
  expect(gateOf(ended).notes).toEqual(["SQLite does not count statements: only heartbeats were looked at."]);
});

test("a column that went meanwhile would count as left alone: the step fails instead, and says so", async () => {
  const it = await setUp("postgresql", { applications: { shop: { unread: ["city.n"], for: "2s" } } });
  await it.heldBy("never-reported");
  await it.world.target.exec("ALTER TABLE city DROP COLUMN n");
  const failed = await it.until("failed");
  expect(failed.steps[0]?.error).toMatchObject({
    code: "target-changed",
    message: "The gate asks whether city.n is used, but city has no column n. Nothing was changed.",
  });
});

test("when Redis has lost the wake-up, the reconciler finds the gate whose time has come, and no gate that only asks", async () => {
  const deps = await testContainer();
  const nudged = async (gate: GateStep["gate"]) => {
    const world = await aWorld(deps, "sqlite", 1);
    const { runId } = await aRollout(world, planOf("sqlite", gate));
    await advanceRun(deps, runId, AbortSignal.any([]));
    const run = await deps.prisma.run.findUniqueOrThrow({ where: { id: runId } });
    const nudgedAt = new Date(0);
    const wakeAt = run.wakeAt && new Date(0);
    await deps.prisma.run.update({ where: { id: runId }, data: { nudgedAt, wakeAt } });
    return (await nudgeIdleRuns(deps.prisma)).some(({ id }) => id === runId);
  };
  expect(await nudged({ applications: { shop: { version: ">= 2" } } })).toBe(true);
  expect(await nudged({ ask: "Is it out?" })).toBe(false);
});
