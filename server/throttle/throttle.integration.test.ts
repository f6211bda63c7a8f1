import { Client } from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Rollout } from "#contracts/rollout.ts";
import type { ThrottleSettings } from "#contracts/throttle.ts";
import { liftHold } from "#server/holds/lift-hold.ts";
import { listHolds } from "#server/holds/list-holds.ts";
import { placeHold } from "#server/holds/place-hold.ts";
import { testContainer } from "#test/container.ts";
import { aPerson } from "#test/people.ts";
import { aRollout, aWorker, aWorld, coordinatesPlan, until, type World } from "#test/rollouts.ts";
import { changeThrottle } from "./change-throttle.ts";
import { endOverride } from "./end-override.ts";
import { getThrottle } from "./get-throttle.ts";
import { listSignals } from "./list-signals.ts";
import { overrideSignal } from "./override-signal.ts";
import { readAdmission } from "./read-admission.ts";

const PATIENCE = { timeout: 30_000, interval: 50 };

async function aGentleWorld(
  rows: number,
): Promise<World & { readonly deps: Awaited<ReturnType<typeof testContainer>> }> {
  const deps = await testContainer();
  return { ...(await aWorld(deps, "postgresql", rows)), deps };
}

const change = ({ deps, databaseId, operator }: World, settings: Partial<ThrottleSettings>) =>
  changeThrottle(deps, { actor: operator.actor, databaseId, change: settings });

const batches = (world: World, rolloutId: string, atLeast: number) =>
  until(world, rolloutId, (it) => (it.backfills[0]?.batches ?? 0) >= atLeast);

test("a probe above its limit stops the backfill, which goes on alone after ten good seconds; both are kept", {
  timeout: 240_000,
}, async () => {
  const world = await aGentleWorld(3_000);
  const { deps, target, databaseId, operator } = world;
  await target.exec("CREATE TABLE load (value numeric); INSERT INTO load VALUES (0)");
  await change(world, { sqlProbe: { query: "SELECT value FROM load", limit: { slow: null, stop: 5, resume: 1 } } });
  await aWorker(deps);
  const { id } = await aRollout(world, coordinatesPlan("postgresql", { batch: 20, pause: "300ms" }));
  await batches(world, id, 3);
  await target.exec("UPDATE load SET value = 6.5");
  const stopped = await until(world, id, (it) => it.backfills[0]?.reasons[0]?.code === "sql_probe");
  expect(stopped.state).toBe("running");
  expect(stopped.backfills[0]).toMatchObject({
    effectiveSpeed: 0,
    reasons: [{ effect: "stop", value: 6.5, limit: 5, resumeAt: 1, host: "SQL" }],
  });
  await vi.waitFor(async () => expect((await readAdmission(deps.prisma, databaseId)).mayRun).toBe(false), PATIENCE);
  const at = await target.exec("SELECT count(latitude)::int AS n FROM city");
  await target.exec("UPDATE load SET value = 0");
  await vi.waitFor(async () => expect((await readAdmission(deps.prisma, databaseId)).mayRun).toBe(true), PATIENCE);
  await vi.waitFor(async () => {
    const [row] = await target.exec("SELECT count(latitude)::int AS n FROM city");
    expect(Number(row?.n)).toBeGreaterThan(Number(at[0]?.n));
  }, PATIENCE);
  // It is written down that it is over right after it is over.
  const { slowdowns, samples } = await vi.waitFor(async () => {
    const signals = await listSignals(deps, { actor: operator.actor, rolloutId: id });
    expect(signals.slowdowns.find(({ code }) => code === "sql_probe")?.until).toEqual(expect.any(String));
    return signals;
  }, PATIENCE);
  const ofProbe = slowdowns.filter(({ code }) => code === "sql_probe");
  expect(ofProbe).toHaveLength(1);
  expect(Date.parse(ofProbe[0]?.until ?? "") - Date.parse(ofProbe[0]?.since ?? "")).toBeGreaterThan(9_000);
  expect(samples.some(({ values }) => "sql_probe SQL" in values)).toBe(true);
});

test("a hold stops what it covers at the edge of a batch, and its lifting lets it go on", {
  timeout: 240_000,
}, async () => {
  const world = await aGentleWorld(3_000);
  const { deps, databaseId, operator } = world;
  const { actor } = operator;
  await aWorker(deps);
  const { id } = await aRollout(world, coordinatesPlan("postgresql", { batch: 20, pause: "300ms" }));
  await batches(world, id, 3);
  const hold = await placeHold(deps, { actor, what: { scope: "installation", reason: "black Friday" } });
  await expect(placeHold(deps, { actor, what: { scope: "installation", reason: "again" } })).rejects.toThrow(
    "held already, by Olga Operator: black Friday",
  );
  const isHeld = (it: Rollout) => it.waiting.some(({ code }) => code === "hold");
  const held = await until(world, id, (it) => it.backfills[0]?.slices.working === 0 && isHeld(it));
  expect(held.state).toBe("running");
  expect(held.backfills[0]?.reasons[0]?.message).toContain("held by Olga Operator: black Friday");
  expect((await listHolds(deps, { actor })).items).toMatchObject([{ id: hold.id, reason: "black Friday" }]);
  expect((await readAdmission(deps.prisma, databaseId)).mayRun).toBe(false);
  const before = held.backfills[0]?.batches ?? 0;
  await liftHold(deps, { actor, holdId: hold.id });
  await batches(world, id, before + 2);
  await expect(liftHold(deps, { actor, holdId: hold.id })).rejects.toThrow("lifted before");
  const audited = await deps.prisma.auditEntry.findMany({
    where: { action: { startsWith: "hold." } },
    orderBy: { id: "asc" },
  });
  expect(audited.map(({ action }) => action)).toEqual(["hold.place", "hold.lift"]);
});

test("who waits for a batch of ours is freed within a second or so", { timeout: 240_000 }, async () => {
  const world = await aGentleWorld(500);
  const { deps, target } = world;
  await target.exec(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END $$;
    CREATE TRIGGER slow BEFORE UPDATE ON city FOR EACH ROW EXECUTE FUNCTION slow()`);
  if (target.address.kind !== "network") throw new Error("a server was expected");
  const { host, port, user, password, database } = target.address;
  const api = new Client({ host, port, user, password, database, application_name: "api" });
  api.on("error", () => undefined);
  await api.connect();
  onTestFinished(() => api.end());
  await aWorker(deps);
  const { id } = await aRollout(world, coordinatesPlan("postgresql", { batch: 100 }));
  await until(world, id, (it) => it.backfills[0]?.state === "running");
  let longest = 0;
  const giveUp = performance.now() + 60_000;
  // A wait that this machine alone made long is none of theirs.
  const isFreed = () => deps.logged().includes("somebody waited for a batch");
  for (let n = 0; performance.now() < giveUp && !isFreed(); n += 7) {
    const from = performance.now();
    await api.query("SELECT 1 FROM city WHERE id = $1 FOR UPDATE", [1 + (n % 500)]);
    longest = Math.max(longest, performance.now() - from);
  }
  // Not before half a second, and long before the batch of ten seconds would have ended.
  expect(longest).toBeGreaterThanOrEqual(500);
  expect(longest).toBeLessThan(5_000);
  const { slowdowns } = await vi.waitFor(async () => {
    const signals = await listSignals(deps, { actor: world.operator.actor, rolloutId: id });
    expect(signals.slowdowns.map(({ code }) => code)).toContain("blocking_others");
    return signals;
  }, PATIENCE);
  const told = slowdowns.find(({ code }) => code === "blocking_others");
  expect(told?.message).toMatch(/pid \d+ \(api\) waited \d+ ms for a batch, which was cancelled/);
});

test("an override puts one signal aside for its time; the signal is shown all the while", {
  timeout: 240_000,
}, async () => {
  const world = await aGentleWorld(3_000);
  const { deps, target, databaseId, operator } = world;
  const { actor } = operator;
  await target.exec("CREATE TABLE load (value numeric); INSERT INTO load VALUES (9)");
  await change(world, { sqlProbe: { query: "SELECT value FROM load", limit: { slow: null, stop: 5, resume: 1 } } });
  await aWorker(deps);
  const { id } = await aRollout(world, coordinatesPlan("postgresql", { batch: 20, pause: "300ms" }));
  await until(world, id, (it) => it.backfills[0]?.reasons[0]?.code === "sql_probe");
  await overrideSignal(deps, { actor, databaseId, code: "sql_probe", minutes: 5, reason: "it is a false alarm" });
  await batches(world, id, 2);
  const throttle = await getThrottle(deps, { actor, databaseId });
  expect(throttle.readings.find(({ code }) => code === "sql_probe")).toMatchObject({
    standing: "overridden",
    value: 9,
  });
  await endOverride(deps, { actor, databaseId, overrideId: throttle.overrides[0]?.id ?? "" });
  await until(world, id, (it) => it.backfills[0]?.reasons[0]?.code === "sql_probe");
});

test("outside its window nothing may run, and it says when it opens", async () => {
  const world = await aGentleWorld(1);
  const { deps, databaseId, operator } = world;
  const window = {
    timeZone: "Europe/Berlin",
    openings: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "22:00", to: "06:00" }],
    freezes: [],
  };
  const throttle = await change(world, { window });
  expect(throttle.window?.changesAt).not.toBeNull();
  const noon = await readAdmission(deps.prisma, databaseId, new Date("2026-11-24T11:00:00Z"));
  expect(noon.reasons[0]).toMatchObject({
    code: "window",
    message: expect.stringMatching(/opens Tue.* 22:00 \(Europe\/Berlin\)/),
  });
  const night = await readAdmission(deps.prisma, databaseId, new Date("2026-11-24T23:00:00Z"));
  expect(night.reasons.map(({ code }) => code)).not.toContain("window");
  const { actor } = operator;
  await expect(
    changeThrottle(deps, { actor, databaseId, change: { window: { ...window, timeZone: "Mars/North" } } }),
  ).rejects.toThrow("no time zone");
});

test("what a probe cannot answer is refused before it is saved, and a viewer changes nothing", async () => {
  const world = await aGentleWorld(1);
  const { deps, databaseId } = world;
  const limit = { slow: null, stop: 5, resume: 1 };
  await expect(change(world, { sqlProbe: { query: "SELECT nothing", limit } })).rejects.toThrow(/SQL probe fails/);
  await expect(change(world, { sqlProbe: { query: "DELETE FROM city RETURNING id", limit } })).rejects.toThrow();
  await expect(
    change(world, { httpProbe: { url: "http://127.0.0.1:1/?token=hush", pointer: "", limit } }),
  ).rejects.toThrow(/HTTP probe was of no use: it cannot be reached/);
  const viewer = await aPerson(deps, "viewer", "Vera Viewer");
  await expect(changeThrottle(deps, { actor: viewer.actor, databaseId, change: { cores: 4 } })).rejects.toThrow(
    "Your role is viewer",
  );
  expect(await deps.prisma.auditEntry.count({ where: { action: "throttle.change" } })).toBe(0);
});
