import { Client } from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { createEngine } from "#core/engines/engine-registry.ts";
import { POSTGRES_MAJORS } from "#scripts/stack/postgres-binaries.ts";
import { pgDriver } from "#server/targets/pg-driver.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { targetDatabase } from "#test/databases.ts";

const engine = createEngine("postgresql", { postgresql: pgDriver, sqlite: sqliteDriver });

async function open(target: Awaited<ReturnType<typeof targetDatabase>>, applicationName: string) {
  const connection = await engine.connect(target.address, { applicationName });
  onTestFinished(() => connection.close());
  return connection;
}

/** Somebody else's session. */
async function foreign(
  { address }: Awaited<ReturnType<typeof targetDatabase>>,
  user?: { name: string; password: string },
) {
  if (address.kind !== "network") throw new Error("a server was expected");
  const { host, port, database } = address;
  const client = new Client({
    host,
    port,
    database,
    user: user?.name ?? address.user,
    password: user?.password ?? address.password,
    application_name: "api",
  });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

const PATIENCE = { timeout: 30_000 };
const request = { tables: [{ name: "city" }], cores: 2, expectedReplicas: ["db-2"], memory: null };

test.each([...POSTGRES_MAJORS])("PostgreSQL %s tells its health", async (version) => {
  const target = await targetDatabase("postgresql", { version });
  await target.exec(
    "CREATE TABLE city (id int PRIMARY KEY); INSERT INTO city SELECT generate_series(1, 100); ANALYZE city",
  );
  const connection = await open(target, "sluice:sampler");
  const first = await engine.sampler.sample(connection, request);
  const { readings } = await engine.sampler.sample(connection, { ...request, memory: first.memory });
  const value = (code: string) => readings.find((it) => it.code === code)?.value;
  expect(readings.filter((it) => it.problem)).toEqual([]);
  expect(value("active_sessions")).toBeGreaterThanOrEqual(0);
  expect(value("lock_waiters")).toBe(0);
  expect(value("dead_rows")).toBe(0);
  expect(value("replica_missing")).toBe(1);
});

test("who waits for a session of ours is seen, and the session's statement can be cancelled", async () => {
  const target = await targetDatabase("postgresql");
  await target.exec("CREATE TABLE city (id int PRIMARY KEY, n int); INSERT INTO city VALUES (1, 0)");
  const ours = await open(target, "sluice:run:0");
  const sampler = await open(target, "sluice:sampler");
  const batch = ours
    .query("BEGIN; UPDATE city SET n = 1; SELECT pg_sleep(60)")
    .catch((error: { code?: string }) => error);
  await vi.waitFor(async () => {
    const { rows } = await sampler.query(
      "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND application_name = 'sluice:run:0' AND datname = current_database()",
    );
    expect(rows).toHaveLength(1);
  }, PATIENCE);
  const api = await foreign(target);
  const waiting = api.query("UPDATE city SET n = 2 WHERE id = 1");
  const blocked = await vi.waitFor(async () => {
    const found = await engine.sampler.blocked(sampler);
    expect(found[0]?.waitedMs).toBeGreaterThan(100);
    return found[0];
  }, PATIENCE);
  expect(blocked).toMatchObject({ ours: ours.backend, waiterName: "api" });
  const elsewhere = await open(await targetDatabase("postgresql"), "sluice:sampler");
  expect(await engine.sampler.blocked(elsewhere)).toEqual([]);
  expect(await engine.sampler.cancel(sampler, blocked?.ours ?? "")).toBe(true);
  expect(await batch).toMatchObject({ code: "57014" });
  await ours.query("ROLLBACK");
  await waiting;
});

test("what a user may not see is unknown, not healthy", async () => {
  const target = await targetDatabase("postgresql");
  const name = `poor_${Date.now()}`;
  await target.exec(`CREATE ROLE ${name} LOGIN PASSWORD 'x'; CREATE TABLE city (id int PRIMARY KEY)`);
  onTestFinished(async () => void (await target.exec(`DROP ROLE ${name}`)));
  if (target.address.kind !== "network") throw new Error("a server was expected");
  const connection = await engine.connect(
    { ...target.address, user: name, password: "x" },
    { applicationName: "sluice:sampler" },
  );
  const { readings } = await engine.sampler.sample(connection, request);
  await connection.close();
  expect(readings.find((it) => it.code === "active_sessions")).toMatchObject({
    value: null,
    problem: expect.stringContaining("pg_monitor"),
  });
});

test("a probe returns one number and changes nothing", async () => {
  const target = await targetDatabase("postgresql");
  const connection = await open(target, "sluice:sampler");
  await target.exec("CREATE SEQUENCE s");
  expect(await engine.sampler.probe(connection, "SELECT 41 + 1.5;")).toBe(42.5);
  await expect(engine.sampler.probe(connection, "SELECT 1 AS a, 2 AS b")).rejects.toThrow("one row with one number");
  await expect(engine.sampler.probe(connection, "SELECT 1; COMMIT; CREATE TABLE x ()")).rejects.toThrow();
  await expect(engine.sampler.probe(connection, "SELECT setval('s', 1)")).rejects.toThrow("read-only");
  await expect(engine.sampler.probe(connection, "SELECT pg_sleep(5)")).rejects.toThrow("statement timeout");
  expect(await engine.sampler.probe(connection, "SELECT 1")).toBe(1);
});

test("the heartbeat counts", async () => {
  const target = await targetDatabase("postgresql");
  const connection = await open(target, "sluice:sampler");
  await engine.ddl.prepareTarget(connection);
  const first = await engine.sampler.beat(connection);
  expect(await engine.sampler.beat(connection)).toBe((first ?? 0n) + 1n);
  await expect(engine.sampler.readBeat(connection)).rejects.toThrow("no standby");
});
