import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { TargetAddress } from "#core/engines/target-address.ts";
import { connectTargets } from "#server/targets/connect-targets.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { testContainer } from "#test/container.ts";
import { pooledDriver } from "#test/pooled-driver.ts";
import { aRollout, aWorker, aWorld, coordinatesPlan, until } from "#test/rollouts.ts";

const plan = () => ({
  ...coordinatesPlan("postgresql"),
  phases: { expand: [{ sql: "ALTER TABLE city ADD COLUMN a int", undo: "ALTER TABLE city DROP COLUMN a" }] },
});

async function client(address: TargetAddress): Promise<Client> {
  if (address.kind !== "network") throw new Error("a PostgreSQL target");
  const { host, port, user, password, database } = address;
  const session = new Client({ host, port, user, password, database });
  await session.connect();
  onTestFinished(() => session.end());
  return session;
}

test("beside a reader that goes on and on, other readers wait for one lock timeout at most, and the step names the reader", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 10);
  const [reader, other] = [await client(world.target.address), await client(world.target.address)];
  await reader.query("BEGIN; SELECT count(*) FROM city");
  const [{ pid }] = (await reader.query("SELECT pg_backend_pid() AS pid")).rows;
  await aWorker(deps);
  const { id } = await aRollout(world, plan());
  let longest = 0;
  let isBlocked = false;
  while (!isBlocked) {
    // By the server's clock: this process has a worker to run as well.
    const { rows } = await other.query(
      "SELECT count(*), extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000 AS ms FROM city",
    );
    longest = Math.max(longest, Number(rows[0]?.ms));
    const run = await deps.prisma.stepRun.findFirst({ where: { run: { rolloutId: id } } });
    isBlocked = (run?.attempt ?? 0) >= 4;
  }
  const seen = await until(world, id, (it) => it.waiting.some(({ code }) => code === "lock"));
  expect(seen.waiting[0]?.message).toContain(`pid ${pid}`);
  // One try waits for 400 ms at most; the rest is the machine's.
  expect(longest).toBeLessThan(1_000);
  await reader.query("COMMIT");
  const ended = await until(world, id, "succeeded");
  // The waits of the tries and the pauses between them, seconds, are no part of it.
  expect(ended.steps[0]?.locks?.heldMs).toBeLessThan(1_000);
});

test("behind a pooler in transaction mode nothing is started", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 10);
  const targets = connectTargets(deps, { postgresql: pooledDriver(true), sqlite: sqliteDriver });
  await expect(aRollout({ ...world, deps: { ...deps, targets } }, plan())).rejects.toMatchObject({
    code: "blocked",
    message: expect.stringContaining("pooler in transaction mode"),
  });
  await expect(deps.prisma.rollout.count()).resolves.toBe(0);
});
