import { randomUUID } from "node:crypto";
import { setTimeout as timer } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { postgresVersions } from "#test/servers.ts";
import type { LockTimes, ShortDdl } from "../ddl-runner.ts";
import type { NetworkAddress } from "../target-address.ts";
import { PostgresLockWatch } from "./postgres-lock-watch.ts";

const engine = engineOf("postgresql");

async function connect(address: NetworkAddress) {
  const connection = await engine.connect(address, { applicationName: "test" });
  onTestFinished(() => connection.close());
  return connection;
}
const failure = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => null,
    (reason: unknown) => reason,
  );

const short = (statements: readonly string[], lockTimeoutMs = 400): ShortDdl => ({
  ledger: { runId: randomUUID(), stepId: "expand.1", direction: "do" },
  statements,
  lockTimeoutMs,
});

describe.each(postgresVersions())("short DDL on PostgreSQL %s", (version) => {
  async function city() {
    const target = await targetDatabase("postgresql", { version });
    await target.exec(
      "CREATE TABLE city (id int PRIMARY KEY, name text); INSERT INTO city SELECT g FROM generate_series(1, 2000) g",
    );
    const [connection, monitor] = [await connect(target.address), await connect(target.address)];
    await engine.ddl.prepareTarget(connection);
    const told: LockTimes[] = [];
    const run = (ddl: ShortDdl, withMonitor = true) =>
      engine.ddl.runShort(connection, {
        ...ddl,
        ...(withMonitor ? { monitor } : {}),
        onCommitted: (times) => void told.push(times),
      });
    return { ...target, connection, monitor, told, run };
  }

  test("how long locks were held is told apart from how long they were waited for", async () => {
    const { address, run, told } = await city();
    const holder = await connect(address);
    await holder.query("BEGIN; UPDATE city SET name = 'held' WHERE id = 1");
    const attempt = run(short(["ALTER TABLE city ADD COLUMN a int", "ALTER TABLE city ADD COLUMN b int"]));
    await timer(150);
    await holder.query("COMMIT");
    expect(await attempt).toBe("done");
    expect(told[0]?.waitedMs).toBeGreaterThan(90);
    expect(told[0]?.waitedMs).toBeLessThan(400);
    expect(told[0]?.heldMs).toBeLessThan(90);
  });

  test("work under a lock is a part of the hold, and so is waiting for a second table", async () => {
    const { address, exec, run, told } = await city();
    await exec("CREATE TABLE other (id int)");
    expect(await run(short(["ALTER TABLE city ADD COLUMN a int", "SELECT pg_sleep(0.2)"]))).toBe("done");
    expect(told[0]?.heldMs).toBeGreaterThan(190);
    expect(told[0]?.waitedMs).toBe(0);
    const holder = await connect(address);
    await holder.query("BEGIN; INSERT INTO other VALUES (1)");
    const attempt = run(short(["ALTER TABLE city ADD COLUMN b int", "ALTER TABLE other ADD COLUMN b int"]));
    await timer(150);
    await holder.query("COMMIT");
    expect(await attempt).toBe("done");
    expect(told[1]?.heldMs).toBeGreaterThan(90);
  });

  test("under the lock nothing waits for the network: what follows the first lock is one message", async () => {
    const { connection, run, exec } = await city();
    await exec("CREATE TABLE other (id int)");
    const sent = vi.spyOn(connection, "query");
    const statements = [
      "LOCK TABLE city IN ACCESS EXCLUSIVE MODE",
      "LOCK TABLE other IN ACCESS EXCLUSIVE MODE",
      "ALTER TABLE city ADD COLUMN a int -- the first",
      "ALTER TABLE other ADD COLUMN a int /* ; */",
      "COMMENT ON COLUMN city.a IS 'x; y'",
    ];
    expect(await run(short(statements))).toBe("done");
    expect(sent.mock.calls.map(([sql]) => sql).filter((sql) => /city|other/.test(sql))).toEqual([
      statements[0],
      statements[1],
      statements.slice(2).join("\n;\n"),
    ]);
    const { rows } = await connection.query(
      "SELECT count(*)::int AS n, max(col_description(attrelid, attnum)) AS told FROM pg_attribute WHERE attname = 'a' AND attrelid IN ('city'::regclass, 'other'::regclass)",
    );
    expect(rows).toEqual([{ n: 2, told: "x; y" }]);
  });

  test("an error in the middle of a message leaves nothing, and the step can be tried again", async () => {
    const { connection, run } = await city();
    const broken = short(["ALTER TABLE city ADD COLUMN a int", "ALTER TABLE city ADD COLUMN b int", "SELECT 1 / 0"]);
    expect(await failure(run(broken))).toMatchObject({ code: "22012" });
    const columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'city'::regclass AND attname IN ('a', 'b')";
    expect((await connection.query(columns)).rows).toEqual([]);
    expect(await run({ ...broken, statements: broken.statements.slice(0, 2) })).toBe("done");
    expect((await connection.query(columns)).rows).toHaveLength(2);
  });

  test.each(["COMMIT", " rollback", "END", "Prepare Transaction 'x'", "-- why\nCOMMIT", "/* why */ rollback"])(
    "%s is refused before anything is sent",
    async (control) => {
      const { connection, run } = await city();
      const refused = failure(run(short(["ALTER TABLE city ADD COLUMN a int", control])));
      expect(await refused).toMatchObject({ code: "invalid-plan" });
      const { rows } = await connection.query(
        "SELECT 1 FROM pg_attribute WHERE attrelid = 'city'::regclass AND attname = 'a'",
      );
      expect(rows).toEqual([]);
    },
  );

  test("what the server still does when the locks are gone is no part of the hold", async () => {
    const { connection, monitor } = await city();
    const watch = new PostgresLockWatch(connection.backend, monitor);
    const commit = async () => {
      await connection.query("COMMIT");
      // The answer comes late, as after the files of a large index were deleted.
      await timer(150);
    };
    await connection.query("BEGIN");
    await watch.during("LOCK", () => connection.query("LOCK TABLE city"));
    await watch.untilReleased(commit);
    expect(watch.times()?.heldMs).toBeLessThan(100);
  });

  test("without a second session waiting counts as holding, and what locks no table is not told", async () => {
    const { run, told } = await city();
    await run(short(["ALTER TABLE city ADD COLUMN a int"]), false);
    expect(told).toEqual([{ heldMs: expect.any(Number), waitedMs: null }]);
    await run(short(["CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"]));
    expect(told).toHaveLength(1);
  });

  test("a client that looks for deadlocks soon is not the victim: the try gives up before", async () => {
    const { address, exec, connection } = await city();
    await exec(`ALTER DATABASE ${address.database} SET deadlock_timeout = '150ms'`);
    const [client, ours] = [await connect(address), await connect(address)];
    await exec("CREATE TABLE other (id int)");
    await client.query("BEGIN; INSERT INTO other VALUES (1)");
    const attempt = failure(
      engine.ddl.runShort(ours, short(["ALTER TABLE city ADD COLUMN a int", "ALTER TABLE other ADD COLUMN a int"])),
    );
    await vi.waitFor(
      async () => {
        const waiting = "SELECT 1 FROM pg_stat_activity WHERE pid = $1::int AND wait_event_type = 'Lock'";
        expect((await connection.query(waiting, [ours.backend])).rows).toHaveLength(1);
      },
      { interval: 5 },
    );
    await client.query("INSERT INTO city VALUES (-1)");
    await client.query("COMMIT");
    expect(["lock-wait", "conflict"]).toContain(engine.errors.classify(await attempt));
  });

  // The statistics of 14 come to its launcher too late for a test.
  describe.runIf(Number(version) > 14)("beside a slow autovacuum", () => {
    const autovacuum = async (...changes: readonly string[]) => {
      const { exec } = await targetDatabase("postgresql", { version });
      for (const change of changes) await exec(`ALTER SYSTEM ${change}`);
      await exec("SELECT pg_reload_conf()");
    };
    beforeAll(() => autovacuum("SET autovacuum = 'on'", "SET autovacuum_naptime = '1s'"));
    // The server is that of other files too.
    afterAll(() => autovacuum("SET autovacuum = 'off'", "RESET autovacuum_naptime"));

    async function vacuumed() {
      const world = await city();
      await world.exec(`
        ALTER TABLE city SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,
          autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
        UPDATE city SET name = 'x'`);
      const isAtWork = async () => {
        const holders = await engine.introspector.holders(world.monitor, [{ name: "city" }]);
        expect(holders.map(({ kind }) => kind)).toEqual(["vacuum"]);
      };
      await vi.waitFor(isAtWork, { timeout: 40_000, interval: 50 });
      return { ...world, isAtWork };
    }

    test("a superuser makes it give way within the lock timeout", async () => {
      const { run } = await vacuumed();
      expect(await run(short(["ALTER TABLE city ADD COLUMN a int"]))).toBe("done");
    });

    test("without the right to, a try fails as often as it likes, and one that outlasts the vacuum succeeds", async () => {
      const { address, exec, isAtWork } = await vacuumed();
      const role = `owner_${randomUUID().slice(0, 8)}`;
      await exec(`CREATE ROLE ${role} LOGIN PASSWORD 'for-tests-only'`);
      onTestFinished(() =>
        exec(`REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`).then(
          () => undefined,
        ),
      );
      await exec(
        `GRANT ALL ON SCHEMA sluice TO ${role}; GRANT ALL ON ALL TABLES IN SCHEMA sluice TO ${role}; GRANT ALL ON SCHEMA public TO ${role}`,
      );
      const plain = await connect({ ...address, user: role, password: "for-tests-only" });
      await exec(`UPDATE pg_class SET relowner = '${role}'::regrole WHERE relname = 'city'`);
      await isAtWork();
      const ddl = short(["ALTER TABLE city ADD COLUMN a int"]);
      expect(engine.errors.classify(await failure(engine.ddl.runShort(plain, ddl)))).toBe("lock-wait");
      await isAtWork();
      expect(await engine.ddl.runShort(plain, { ...ddl, outlastsVacuum: true })).toBe("done");
    });
  });
});
