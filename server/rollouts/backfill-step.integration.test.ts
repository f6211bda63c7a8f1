import { expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { tuneBackfill } from "#server/backfills/tune-backfill.ts";
import { newId } from "#server/new-id.ts";
import { exportSetAside } from "#server/set-aside/export-set-aside.ts";
import { listSetAside } from "#server/set-aside/list-set-aside.ts";
import { retrySetAside } from "#server/set-aside/retry-set-aside.ts";
import { waiveSetAside } from "#server/set-aside/waive-set-aside.ts";
import { testContainer } from "#test/container.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { aRollout, aWorker, aWorld, coordinatesPlan, see, until, type World } from "#test/rollouts.ts";
import { getReport } from "./get-report.ts";
import { listRolloutEvents } from "./list-rollout-events.ts";
import { passGate } from "./pass-gate.ts";
import { pauseRollout } from "./pause-rollout.ts";
import { previewRollback } from "./preview-rollback.ts";
import { resumeRollout } from "./resume-rollout.ts";
import { rollbackRollout } from "./rollback-rollout.ts";

const ROWS = 2_000;
const LONG = { timeout: 180_000 };

const SET = { latitude: "lat::numeric(8,5)" };
const planOf = (phases: PlanDocument["phases"]): PlanDocument => ({ ...coordinatesPlan("postgresql"), phases });
const ONLY_BACKFILL = planOf({ backfill: [{ backfill: { table: "city", set: SET } }] });

async function prepared(rows = ROWS): Promise<World> {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", rows);
  await world.target.exec("ALTER TABLE city ADD COLUMN latitude numeric(8,5)");
  await healthyTarget(deps, world.databaseId);
  await aWorker(deps);
  return world;
}

const waitsFor = (code: string) => (it: Awaited<ReturnType<typeof see>>) =>
  it.waiting.some((cause) => cause.code === code);
const command = ({ operator }: World, rolloutId: string) => ({ actor: operator.actor, rolloutId, reason: "" });
const setAsideOf = async (world: World, rolloutId: string) => ({
  actor: world.operator.actor,
  rolloutId,
  backfillId: (await see(world, rolloutId)).backfills[0]?.id ?? "",
});
const differing = ({ target }: World) =>
  target.exec("SELECT id FROM city WHERE latitude IS DISTINCT FROM lat::numeric(8,5)");
const audits = async ({ deps }: World) =>
  (await deps.prisma.auditEntry.findMany({ orderBy: { id: "asc" } })).map(({ action, reason, after }) => ({
    action,
    reason,
    after,
  }));

test("no batch before older transactions have ended: who is waited for is told, and their rows are written", async () => {
  const world = await prepared();
  await world.target.exec("DELETE FROM city WHERE id = 5");
  await world.target.exec(
    "BEGIN; SET LOCAL application_name = 'nightly-import'; INSERT INTO city (id, name, lat) VALUES (5, 'late', '5.5')",
  );
  const { id } = await aRollout(world, ONLY_BACKFILL);
  const waiting = await until(world, id, waitsFor("lock"));
  expect(waiting.headline).toMatch(
    /^Waiting for a lock: 1 older transaction must end before the first batch, .*pid \d+ \(nightly-import, .*idle in transaction for \d+ s$/,
  );
  expect(waiting).toMatchObject({ state: "running", backfills: [{ state: "pending", rowsScanned: 0 }] });
  const mark = async () => (await world.deps.prisma.backfill.findFirstOrThrow()).lateMark;
  const first = await mark();

  // The mark outlives a pause: what is waited for is what was open when the backfill began.
  await pauseRollout(world.deps, command(world, id));
  await until(world, id, "paused");
  await resumeRollout(world.deps, command(world, id));
  await until(world, id, waitsFor("lock"));
  await expect(mark()).resolves.toBe(first);
  expect((await see(world, id)).backfills[0]?.rowsScanned).toBe(0);

  await world.target.exec("COMMIT");
  const ended = await until(world, id, "succeeded");
  expect(ended.backfills[0]).toMatchObject({ rowsScanned: ROWS, rowsChanged: ROWS });
  await expect(differing(world)).resolves.toEqual([]);
});

async function withPoison(): Promise<World & { readonly id: string }> {
  const world = await prepared();
  await world.target.exec("UPDATE city SET lat = 'secret' WHERE id IN (7, 1500)");
  const { id } = await aRollout(world, planOf({ ...ONLY_BACKFILL.phases, verify: [{ check: ALL_WRITTEN }] }));
  await until(world, id, waitsFor("set_aside"));
  return { ...world, id };
}
const ALL_WRITTEN = {
  name: "others are written",
  none: "SELECT id FROM city WHERE latitude IS NULL AND lat <> 'secret'",
};

test(
  "rows that cannot be written are set aside, and a waiver with its reason lets the rollout go on",
  LONG,
  async () => {
    const world = await withPoison();
    const { id, deps } = world;
    // While it is looked at again it runs for a moment.
    const stands = await until(world, id, (it) => it.steps[0]?.state === "waiting");
    expect(stands.headline).toMatch(/^Waiting for a person: 2 rows are set aside: mend or waive them/);
    expect(stands.headline).not.toContain("secret");
    expect(stands.steps.map(({ state }) => state)).toEqual(["waiting", "pending"]);

    const of = await setAsideOf(world, id);
    const listed = await listSetAside(deps, { ...of, query: { limit: 1 } });
    expect(listed.groups).toMatchObject([{ kind: "poison", status: "open", code: "22P02", rows: 2 }]);
    expect(listed.next).toBe(listed.items[0]?.key);
    const rest = await listSetAside(deps, { ...of, query: { limit: 1, after: listed.next ?? "" } });
    expect([...listed.items, ...rest.items].map(({ key }) => key).sort()).toEqual(['["1500"]', '["7"]']);
    const csv = await exportSetAside(deps, { ...of, query: {} });
    expect(csv.split("\r\n")[0]).toBe("key,kind,status,tries,code,message,first at,last at");
    expect(csv).toContain('"[""7""]",poison,open');

    const retried = await retrySetAside(deps, { ...of, filter: {} });
    expect(retried).toMatchObject({ fixed: 0, gone: 0, stillOpen: 2 });
    const reason = "both cities are closed";
    const waived = await waiveSetAside(deps, { ...of, reason, waiver: { kind: "poison" } });
    expect(waived).toMatchObject({ waived: 2, groups: [{ status: "waived", rows: 2 }] });

    const ended = await until(world, id, "succeeded");
    expect(ended.backfills[0]).toMatchObject({ rowsChanged: ROWS - 2, rowsSkipped: 2, rowsDiffering: 0 });
    await expect(differing(world).catch(() => "cast")).resolves.toBe("cast");
    expect(await audits(world)).toEqual(
      expect.arrayContaining([
        { action: "set-aside.waive", reason, after: { step: "backfill.1", kind: "poison", code: null, keys: null } },
        { action: "set-aside.waived", reason, after: { step: "backfill.1", rows: 2 } },
      ]),
    );
    const { items } = await listRolloutEvents(deps, { actor: of.actor, rolloutId: id, query: { limit: 50 } });
    expect(items).toContainEqual(
      expect.objectContaining({ byName: "Olga Operator", message: `2 set-aside rows were waived: ${reason}` }),
    );
    const report = await getReport(deps, { actor: of.actor, rolloutId: id });
    expect(report).toContain("2 rows were set aside (2 waived)");
    await expect(waiveSetAside(deps, { ...of, reason, waiver: {} })).rejects.toMatchObject({
      code: "invalid-transition",
    });
  },
);

test("set-aside rows that were mended are written by a retry, or gone, and the rollout goes on", LONG, async () => {
  const world = await withPoison();
  const { id, deps } = world;
  await world.target.exec("UPDATE city SET lat = '7.5' WHERE id = 7; DELETE FROM city WHERE id = 1500");
  const retried = await retrySetAside(deps, { ...(await setAsideOf(world, id)), filter: { kind: "poison" } });
  expect(retried).toMatchObject({ fixed: 1, gone: 1, stillOpen: 0 });
  await until(world, id, "succeeded");
  await expect(differing(world)).resolves.toEqual([]);
});

test("a row that others hold is set aside, waited for, and written when it is free", LONG, async () => {
  const world = await prepared();
  const slowly = { table: "city", set: SET, batch: 50, pause: "500ms" };
  const { id } = await aRollout(world, planOf({ backfill: [{ backfill: slowly }] }));
  // After the older transactions were looked for, so that it is no older one.
  await until(world, id, (it) => (it.backfills[0]?.rowsScanned ?? 0) > 0);
  // And before its batch has come.
  await world.target.exec("BEGIN; UPDATE city SET n = n WHERE id = 1999");
  const { actor, backfillId } = await setAsideOf(world, id);
  await tuneBackfill(world.deps, { actor, rolloutId: id, backfillId, settings: { pauseMs: 0 } });
  const held = await until(world, id, waitsFor("lock"));
  expect(held.headline).toBe("Waiting for a lock: 1 row is held by another session; it is tried again");
  expect(held.backfills[0]).toMatchObject({ state: "succeeded", rowsChanged: ROWS - 1, rowsSkipped: 1 });
  await world.target.exec("COMMIT");
  const ended = await until(world, id, "succeeded");
  expect(ended.steps[0]?.evidence?.summary).toContain("1 row was set aside (1 written since)");
  await expect(differing(world)).resolves.toEqual([]);
});

test("a row that was waived stays waived when another pass meets it again", LONG, async () => {
  const world = await withPoison();
  const { deps, id } = world;
  await waiveSetAside(deps, { ...(await setAsideOf(world, id)), reason: "closed", waiver: { keys: ['["7"]'] } });
  // Behind the checkpoint, while the other row is waited for: only the last verification sees it.
  await world.target.exec("UPDATE city SET lat = '5.5' WHERE id = 5");
  await waiveSetAside(deps, { ...(await setAsideOf(world, id)), reason: "closed as well", waiver: {} });
  const ended = await until(world, id, "succeeded");
  expect(ended.steps[0]?.evidence?.summary).toContain("2 rows were set aside (2 waived)");
  const [row] = await world.target.exec("SELECT latitude::text AS latitude FROM city WHERE id = 5");
  expect(row?.latitude).toBe("5.50000");
  const { items } = await listRolloutEvents(deps, { actor: world.operator.actor, rolloutId: id, query: { limit: 50 } });
  expect(items.filter(({ kind }) => kind === "backfill.swept")).toHaveLength(1);
});

test("a column that is set from its own value is never passed over twice", LONG, async () => {
  const world = await prepared(500);
  const { id } = await aRollout(world, planOf({ backfill: [{ backfill: { table: "city", set: { n: "n + 1" } } }] }));
  const failed = await until(world, id, "failed");
  expect(failed.steps[0]).toMatchObject({ state: "failed", error: { code: "rows-left" }, evidence: { passed: false } });
  expect(failed.steps[0]?.error?.message).toContain("500 rows differ");
  await resumeRollout(world.deps, command(world, id));
  await until(world, id, (it) => it.state === "failed" && it.steps[0]?.attempt === 2);
  await expect(world.target.exec("SELECT DISTINCT n FROM city")).resolves.toEqual([{ n: 1 }]);
});

test("no check of verify passes while a row is set aside and not waived", LONG, async () => {
  const world = await prepared();
  const { deps } = world;
  const { id } = await aRollout(
    world,
    planOf({
      backfill: [{ backfill: { table: "city", set: SET } }, { gate: { ask: "Go on?" } }],
      verify: [{ check: ALL_WRITTEN }],
    }),
  );
  const { backfills } = await until(world, id, waitsFor("gate"));
  await world.target.exec(
    "INSERT INTO sluice.backfill_skip (run_id, row_key, shard_no, kind, code, message) VALUES ($1, '[\"9\"]', 0, 'poison', '23514', 'a check')",
    [backfills[0]?.id],
  );
  await passGate(deps, { actor: world.operator.actor, rolloutId: id, stepId: "backfill.2", comment: "" });
  const refused = await until(world, id, waitsFor("set_aside"));
  expect(refused.steps.find(({ stepId }) => stepId === "verify.1")).toMatchObject({ state: "waiting", evidence: null });
  expect(refused.headline).toBe("Waiting for a person: backfill.1: 1 row is set aside: mend or waive it (a check)");
  const of = await setAsideOf(world, id);
  await waiveSetAside(deps, { ...of, reason: "it is a test", waiver: { keys: ['["9"]'] } });
  await until(world, id, "succeeded");
});

const UPPER = planOf({
  backfill: [
    {
      backfill: { table: "city", set: { name: "upper(name)" }, where: "name <> upper(name)" },
      undo: "keep-old-values",
    },
  ],
  cutover: [{ gate: { ask: "Good?" } }],
});

test("a quiet backfill of a rollout, and its undo, are not seen by the table's triggers", LONG, async () => {
  const world = await prepared();
  const { deps, target } = world;
  await target.exec(`CREATE TABLE audit (id bigint);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO audit VALUES (NEW.id); RETURN NEW; END';
    CREATE TRIGGER noted BEFORE UPDATE ON city FOR EACH ROW EXECUTE FUNCTION note()`);
  const upper = {
    table: "city",
    set: { name: "upper(name)" },
    where: "name <> upper(name)",
    triggers: "quiet",
  } as const;
  const document = planOf({
    backfill: [{ backfill: upper, undo: "keep-old-values" }],
    cutover: [{ gate: { ask: "Good?" } }],
  });
  const { id } = await aRollout(world, document);
  const done = await until(world, id, waitsFor("gate"));
  expect(done.backfills[0]).toMatchObject({ rowsChanged: ROWS });
  await rollbackRollout(deps, command(world, id));
  await until(world, id, "rolled_back");
  expect(await target.exec("SELECT count(*)::int AS c FROM city WHERE name = upper(name)")).toEqual([{ c: 0 }]);
  expect(await target.exec("SELECT * FROM audit")).toEqual([]);
});

test("an undo puts old values back exactly, and leaves rows that were changed since", LONG, async () => {
  const world = await prepared();
  const { deps } = world;
  const names = () => world.target.exec("SELECT id, name FROM city ORDER BY id");
  const before = await names();
  const { id } = await aRollout(world, UPPER);
  const done = await until(world, id, waitsFor("gate"));
  expect(done.backfills[0]).toMatchObject({ rowsChanged: ROWS, keepsOldValues: true });
  await world.target.exec("UPDATE city SET name = 'changed since' WHERE id = 3; DELETE FROM city WHERE id = 4");

  const text = "Puts back the old values of up to 2,000 rows; rows changed since stay";
  const preview = await previewRollback(deps, { actor: world.operator.actor, rolloutId: id });
  expect(preview.steps).toEqual([
    { stepId: "backfill.1", title: expect.any(String), undo: { kind: "automatic", summary: text, statements: [] } },
  ]);
  expect(done.consequences.rollback).toContain(text);

  // A hold keeps also an undo from writing.
  const hold = await deps.prisma.hold.create({
    data: {
      id: newId(),
      scope: "database",
      databaseId: world.databaseId,
      reason: "sale",
      byId: newId(),
      byName: "Ann",
    },
  });
  await rollbackRollout(deps, command(world, id));
  const held = await until(world, id, waitsFor("hold"));
  expect(held.headline).toMatch(/^Rolling back\. Waiting: .* held by Ann: sale/);
  await deps.prisma.hold.update({ where: { id: hold.id }, data: { liftedAt: new Date(), liftedByName: "Ann" } });

  const undone = await until(world, id, "rolled_back");
  expect(undone.steps[0]).toMatchObject({
    state: "undone",
    progress: { message: "1,998 rows put back; 2 rows were changed or deleted since and stay" },
  });
  const expected = before
    .filter((row) => row.id !== 4)
    .map((row) => (row.id === 3 ? { ...row, name: "changed since" } : row));
  expect(await names()).toEqual(expected);
  await expect(world.target.exec("SELECT 1 FROM sluice.backfill_undo")).resolves.toEqual([]);
});

test("under a hold no rollout begins and none is resumed, and it is told who holds and why", async () => {
  const world = await prepared(10);
  const { deps } = world;
  const { id } = await aRollout(world, planOf({ cutover: [{ gate: { ask: "Go on?" } }] }));
  await until(world, id, waitsFor("gate"));
  await pauseRollout(deps, command(world, id));
  await until(world, id, "paused");
  await deps.prisma.hold.create({
    data: { id: newId(), scope: "installation", reason: "the big sale", byId: newId(), byName: "Ann" },
  });
  const { blockers } = await see(world, id);
  expect(blockers.resume).toMatchObject([
    { code: "hold", message: "everything is held by Ann: the big sale.", who: "operator" },
  ]);
  await expect(resumeRollout(deps, command(world, id))).rejects.toMatchObject({ code: "blocked" });
  const other = await aWorld(deps, "postgresql", 10);
  await expect(aRollout(other, ONLY_BACKFILL)).rejects.toMatchObject({
    code: "blocked",
    extra: { blockers: [{ code: "hold" }] },
  });
  await expect(deps.prisma.run.count()).resolves.toBe(1);
});
