import { Client } from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { endLockBlocker } from "#server/rollouts/end-lock-blocker.ts";
import { listLockBlockers } from "#server/rollouts/list-lock-blockers.ts";
import { testContainer } from "#test/container.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { aPerson } from "#test/people.ts";
import { aRollout, aWorker, aWorld, coordinatesPlan, until, type World } from "#test/rollouts.ts";

const plan = () => ({
  ...coordinatesPlan("postgresql"),
  phases: { expand: [{ sql: "ALTER TABLE city ADD COLUMN a int", undo: "ALTER TABLE city DROP COLUMN a" }] },
});

async function session({ target }: World): Promise<Client> {
  const { address } = target;
  if (address.kind !== "network") throw new Error("a PostgreSQL target");
  const { host, port, user, password, database } = address;
  const client = new Client({ host, port, user, password, database, application_name: "till" });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return client;
}

/** Keeps a session at work, with its locks, until it is told to stop. */
async function atWork({ target }: World, client: Client): Promise<() => Promise<void>> {
  await target.exec("CREATE TABLE bell (id int)");
  const working = client.query(
    "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM bell) LOOP PERFORM pg_sleep(0.01); END LOOP; END $$",
  );
  return async () => {
    await target.exec("INSERT INTO bell VALUES (1)");
    await working;
  };
}

const PATIENCE = { timeout: 30_000, interval: 20 };

/** A step that waits for a lock which a till forgot to give back. */
async function blocked() {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 10);
  const till = await session(world);
  await till.query("BEGIN; UPDATE city SET name = 'secret name' WHERE id = 1");
  await aWorker(deps);
  const { id: rolloutId } = await aRollout(world, plan());
  await until(world, rolloutId, (it) => it.waiting.some(({ code }) => code === "lock"));
  const owner = await aPerson(deps, "owner");
  const look = (actor = owner.actor) => listLockBlockers(deps, { actor, rolloutId });
  const first = async () => {
    const { items } = await look();
    const [item] = items;
    if (!item?.identity) throw new Error(`nobody blocks: ${JSON.stringify(items)}`);
    return { ...item, identity: item.identity };
  };
  const end = (session: { readonly backend: string; readonly identity: string }, actor = owner.actor) =>
    endLockBlocker(deps, { actor, rolloutId, reason: "the till was switched off", ...session });
  return { deps, world, till, rolloutId, look, first, end };
}

test("a session that is idle in a transaction is shown, and ended by an owner, with a reason and an audit entry", async () => {
  const { deps, world, rolloutId, look, first, end } = await blocked();
  const listed = await look();
  expect(listed).toMatchObject({ stepId: "expand.1", tables: ["city"] });
  expect(listed.items).toEqual([
    expect.objectContaining({ application: "till", state: "idle in transaction", kind: "client", against: [] }),
  ]);
  expect(JSON.stringify(listed)).not.toContain("secret name");
  // The step itself may have the lock by then.
  expect((await end(await first())).items.filter(({ kind }) => kind !== "own")).toEqual([]);
  await until(world, rolloutId, "succeeded");
  const audit = await deps.prisma.auditEntry.findMany({ where: { action: "session.end" } });
  expect(audit).toEqual([
    expect.objectContaining({
      objectId: rolloutId,
      reason: "the till was switched off",
      before: expect.objectContaining({ application: "till", step: "expand.1", state: "idle in transaction" }),
    }),
  ]);
});

test("one that is at work, that went on, or that an operator points at is not ended", async () => {
  const { deps, world, till, first, end, look } = await blocked();
  const idle = await first();
  const { operator } = world;
  expect((await look(operator.actor)).items[0]?.against).toMatchObject([{ code: "role" }]);
  await expect(end(idle, operator.actor)).rejects.toMatchObject({ code: "forbidden" });

  const rest = await atWork(world, till);
  await vi.waitFor(async () => expect((await first()).state).toBe("active"), PATIENCE);
  await expect(end(idle)).rejects.toMatchObject({ code: "blocked", message: expect.stringContaining("at work") });
  await rest();

  // Somebody else keeps the step waiting meanwhile.
  await world.target.exec("BEGIN; SELECT count(*) FROM city");
  await till.query("COMMIT; BEGIN; UPDATE city SET name = 'next' WHERE id = 2");
  await expect(end(idle)).rejects.toMatchObject({ code: "target-changed" });
  await expect(till.query("COMMIT")).resolves.toBeDefined();
  await expect(deps.prisma.auditEntry.count({ where: { action: "session.end" } })).resolves.toBe(0);
});

test("the server itself judges once more: another transaction, an active session, and Sluice's own are let be", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 10);
  const engine = engineOf("postgresql");
  const asker = await engine.connect(world.target.address, { applicationName: "asker" });
  const own = await engine.connect(world.target.address, { applicationName: "sluice:1234:expand.1" });
  onTestFinished(async () => void (await Promise.all([asker.close(), own.close()])));
  const till = await session(world);
  const identityOf = async (backend: unknown) => {
    const [row] = await world.target.exec(
      "SELECT pid::text AS backend, concat_ws(' ', a.pid, a.backend_start AT TIME ZONE 'UTC' || '+00', a.xact_start AT TIME ZONE 'UTC' || '+00') AS identity FROM pg_stat_activity a WHERE pid = $1::int",
      [backend],
    );
    return { backend: String(row?.backend), identity: String(row?.identity) };
  };
  await own.query("BEGIN; LOCK TABLE city");
  const holders = () => engine.introspector.holders(asker, [{ name: "city" }]);
  const [ownHolder] = await holders();
  expect(ownHolder).toMatchObject({ kind: "own", backend: own.backend });
  const ownSession = { backend: own.backend ?? "", identity: ownHolder?.identity ?? "" };
  expect(await engine.sessions?.endIdle(asker, ownSession)).toBe("protected");
  await own.query("COMMIT");

  await till.query("BEGIN; LOCK TABLE city");
  const [holder] = await holders();
  const forgotten = { backend: holder?.backend ?? "", identity: holder?.identity ?? "" };
  expect(await identityOf(forgotten.backend)).toEqual(forgotten);
  expect(await engine.sessions?.endIdle(asker, { ...forgotten, identity: `${forgotten.identity}0` })).toBe(
    "another transaction",
  );
  const rest = await atWork(world, till);
  await vi.waitFor(async () => expect((await holders())[0]?.state).toBe("active"), PATIENCE);
  expect(await engine.sessions?.endIdle(asker, forgotten)).toBe("active");
  await rest();
  expect(await engine.sessions?.endIdle(asker, forgotten)).toBe("ended");
  expect(await engine.sessions?.endIdle(asker, forgotten)).toBe("gone");
});
