import { describe, expect, test, vi } from "vitest";
import { type EngineTarget, engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import type { Connection } from "../connection.ts";
import { finishBackfill, plain, prepareBackfill } from "./run-backfill.ts";

const ROWS = 200;

/** Ends the session from outside, as an administrator, a failover or a dying worker does. */
const KILL: PerDialect<(database: EngineTarget, connection: Connection) => Promise<unknown>> = {
  // Waits for its end: the client is told before, while the locks are still held.
  postgresql: (database, { backend }) => database.exec("SELECT pg_terminate_backend($1::int, 30000)", [backend]),
  sqlite: (_database, connection) => connection.close(),
};

/** Where a statement that waits for another session can be seen. */
const isWaiting: PerDialect<(database: EngineTarget, connection: Connection) => Promise<boolean>> = {
  postgresql: async (database, { backend }) => {
    const waiting = "SELECT 1 FROM pg_stat_activity WHERE pid = $1::int AND wait_event_type = 'Lock'";
    return (await database.exec(waiting, [backend])).length > 0;
  },
  sqlite: async () => true,
};
const BEGIN_WRITE: PerDialect<string> = { postgresql: "BEGIN", sqlite: "BEGIN IMMEDIATE" };

describe.each(engineFixtures())("$label: a backfill in trouble", ({ engine, target, dialect }) => {
  const begin = async () => {
    const database = await target();
    await database.exec("CREATE TABLE counter (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0 CHECK (n < 5))");
    const values = Array.from({ length: ROWS }, (_, index) => `(${index + 1})`);
    await database.exec(`INSERT INTO counter (id) VALUES ${values.join(", ")}`);
    const connection = await database.connect();
    const scene = await prepareBackfill(engine, connection, { table: { name: "counter" }, set: { n: "n + 1" } });
    const claimOn = async (on: Connection, floor = 0n) => {
      const claim = await engine.backfill.claim(on, { runId: scene.spec.runId, shardNo: 0, floor, worker: "w" });
      if (!claim) throw new Error("the shard is done");
      return claim;
    };
    const valuesOfN = async () => {
      const rows = await database.exec("SELECT n, count(*) AS c FROM counter GROUP BY n ORDER BY n");
      return rows.map((row) => [Number(row.n), Number(row.c)]);
    };
    return { database, connection, ...scene, claimOn, valuesOfN };
  };

  test("a session killed inside a batch loses that batch only, and every row is changed exactly once", async () => {
    const { database, connection, spec, layout, claimOn, valuesOfN } = await begin();
    const claim = await claimOn(connection);
    await engine.backfill.runBatch(connection, spec, layout, claim, plain(50));

    const holder = await database.connect();
    await holder.query(BEGIN_WRITE[dialect]);
    await holder.query("UPDATE counter SET n = n WHERE id = 75");
    const batch = engine.backfill.runBatch(connection, spec, layout, claim, plain(50)).then(
      () => null,
      (error: unknown) => error,
    );
    const waits = async () => expect(await isWaiting[dialect](database, connection)).toBe(true);
    await vi.waitFor(waits, { timeout: 30_000 });
    await KILL[dialect](database, connection);
    const error = await batch;
    await holder.query("ROLLBACK");
    expect(["connection", "cancelled"]).toContain(engine.errors.classify(error));
    expect(await valuesOfN()).toEqual([
      [0, ROWS - 50],
      [1, 50],
    ]);

    const next = await database.connect();
    await finishBackfill(engine, next, { spec, layout }, { limit: 50 });
    expect(await valuesOfN()).toEqual([[1, ROWS]]);
  });

  test("a worker whose epoch has passed is fenced and changes nothing", async () => {
    const { database, connection, spec, layout, claimOn, valuesOfN } = await begin();
    const stale = await claimOn(connection);
    const successor = await database.connect();
    const claim = await claimOn(successor, 41n);
    expect(claim.epoch).toBe(42n);
    await expect(engine.backfill.runBatch(connection, spec, layout, stale, plain(10))).rejects.toMatchObject({
      code: "fenced",
    });
    expect(await valuesOfN()).toEqual([[0, ROWS]]);
    await expect(engine.backfill.runBatch(successor, spec, layout, claim, plain(10))).resolves.toMatchObject({
      changed: 10,
    });
    // The session of the fenced worker is left usable: its transaction was rolled back.
    expect((await connection.query("SELECT 1 AS one")).rows).toHaveLength(1);
  });

  test("a shard that is done cannot be claimed or worked on", async () => {
    const { connection, spec, layout, claimOn } = await begin();
    const claim = await claimOn(connection);
    await engine.backfill.runBatch(connection, spec, layout, claim, plain(ROWS + 1));
    const again = await engine.backfill.claim(connection, { runId: spec.runId, shardNo: 0, floor: 0n, worker: "w" });
    expect(again).toBeNull();
    await expect(engine.backfill.runBatch(connection, spec, layout, claim, plain(10))).rejects.toMatchObject({
      code: "fenced",
    });
  });

  test("a row that fails takes its batch with it: data and checkpoint move together or not at all", async () => {
    const { database, connection, spec, layout, claimOn, valuesOfN } = await begin();
    await database.exec("UPDATE counter SET n = 4 WHERE id = 30");
    const claim = await claimOn(connection);
    await engine.backfill.runBatch(connection, spec, layout, claim, plain(20));
    const error = await engine.backfill.runBatch(connection, spec, layout, claim, plain(20)).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(engine.errors.classify(error)).toBe("poison");
    expect(await valuesOfN()).toEqual([
      [0, ROWS - 21],
      [1, 20],
      [4, 1],
    ]);
    const [shard] = await engine.backfill.checkpoints(connection, spec.runId);
    expect(shard).toMatchObject({ pos: '["20"]', batches: 1, rowsChanged: 20 });

    await database.exec("UPDATE counter SET n = 0 WHERE id = 30");
    await engine.backfill.runBatch(connection, spec, layout, claim, plain(ROWS));
    expect(await valuesOfN()).toEqual([[1, ROWS]]);
  });

  test("a table that changed meanwhile stops it, and the difference is named", async () => {
    const { database, connection, spec, layout } = await begin();
    await engine.backfill.verifyUnchanged(connection, spec, layout);
    await database.exec("ALTER TABLE counter ADD COLUMN extra text");
    const difference = { code: "target-changed", message: expect.stringContaining("extra") };
    await expect(engine.backfill.verifyUnchanged(connection, spec, layout)).rejects.toMatchObject(difference);
  });

  test("checkpoints of another database or server are refused", async () => {
    const { connection, spec, layout } = await begin();
    const refused = { code: "target-changed" };
    const elsewhere = { ...spec, serverId: "another/1" };
    await expect(engine.backfill.verifyUnchanged(connection, elsewhere, layout)).rejects.toMatchObject(refused);
    const other = { ...spec, databaseId: "00000000-0000-4000-8000-000000000000" };
    await expect(engine.backfill.verifyUnchanged(connection, other, layout)).rejects.toMatchObject(refused);
  });
});
