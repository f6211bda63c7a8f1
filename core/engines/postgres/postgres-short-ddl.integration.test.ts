import { randomUUID } from "node:crypto";
import { setTimeout as timer } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, type MockInstance, onTestFinished, test, vi } from "vitest";
import { type TargetDatabase, targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { ownTarget } from "#test/own-target.ts";
import { postgresVersions } from "#test/servers.ts";
import type { Connection, Row } from "../connection.ts";
import type { LockTimes, ShortDdl } from "../ddl-runner.ts";
import type { NetworkAddress } from "../target-address.ts";
import { PostgresLockWatch } from "./postgres-lock-watch.ts";

const engine = engineOf("postgresql");
/** What comes at all comes within this time, on a busy machine too. */
const COMES = { timeout: 30_000, interval: 10 };
/** As a lock timeout: longer than a test lets a lock be held. */
const PATIENT_MS = 30_000;

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

/** How many looks of the other session were answered so. */
const answered = (looks: MockInstance<Connection["query"]>, row: Row): number =>
  looks.mock.settledResults.filter((it) => it.type === "fulfilled" && isDeepStrictEqual(it.value.rows, [row])).length;

const short = (statements: readonly string[], lockTimeoutMs = 400): ShortDdl => ({
  ledger: { runId: randomUUID(), stepId: "expand.1", direction: "do" },
  statements,
  lockTimeoutMs,
});

describe.each(postgresVersions())("short DDL on PostgreSQL %s", (version) => {
  async function city(at?: TargetDatabase<NetworkAddress>) {
    const target = at ?? (await targetDatabase("postgresql", { version }));
    await target.exec(
      "CREATE TABLE city (id int PRIMARY KEY, name text) WITH (autovacuum_enabled = off); INSERT INTO city SELECT g FROM generate_series(1, 2000) g",
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
    const isWaiting = async (backend: string | null) => {
      const waiting = "SELECT 1 FROM pg_stat_activity WHERE pid = $1::int AND wait_event_type = 'Lock'";
      return (await target.exec(waiting, [backend])).length > 0;
    };
    return { ...target, connection, monitor, told, run, isWaiting };
  }

  /** One whose tries may wait for long: they give up before a client would look for a deadlock. */
  async function patientCity() {
    const target = await targetDatabase("postgresql", { version });
    await target.exec(`ALTER DATABASE ${target.address.database} SET deadlock_timeout = '60s'`);
    return await city(target);
  }

  test("how long locks were held is told apart from how long they were waited for", async () => {
    const { address, monitor, run, told } = await patientCity();
    const holder = await connect(address);
    await holder.query("BEGIN; UPDATE city SET name = 'held' WHERE id = 1");
    const looks = vi.spyOn(monitor, "query");
    const begunAt = performance.now();
    const statements = ["ALTER TABLE city ADD COLUMN a int", "ALTER TABLE city ADD COLUMN b int"];
    const attempt = run(short(statements, PATIENT_MS));
    await vi.waitFor(() => expect(answered(looks, { waiting: true })).toBeGreaterThan(0), COMES);
    await timer(300);
    looks.mockClear();
    // The second of these began after the time was up.
    await vi.waitFor(() => expect(answered(looks, { waiting: true })).toBeGreaterThan(1), COMES);
    await holder.query("COMMIT");
    expect(await attempt).toBe("done");
    const [times] = told;
    expect(times?.waitedMs).toBeGreaterThan(250);
    expect((times?.waitedMs ?? 0) + (times?.heldMs ?? 0)).toBeLessThan(performance.now() - begunAt + 1);
  });

  test("work under a lock is a part of the hold, and so is waiting for a second table", async () => {
    const { address, exec, connection, run, told, isWaiting } = await patientCity();
    await exec("CREATE TABLE other (id int)");
    expect(await run(short(["ALTER TABLE city ADD COLUMN a int", "SELECT pg_sleep(0.2)"]))).toBe("done");
    expect(told[0]?.heldMs).toBeGreaterThan(190);
    expect(told[0]?.waitedMs).toBe(0);
    const holder = await connect(address);
    await holder.query("BEGIN; INSERT INTO other VALUES (1)");
    const statements = ["ALTER TABLE city ADD COLUMN b int", "ALTER TABLE other ADD COLUMN b int"];
    const attempt = run(short(statements, PATIENT_MS));
    await vi.waitFor(async () => expect(await isWaiting(connection.backend)).toBe(true), COMES);
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
    const looks = vi.spyOn(monitor, "query");
    let seenAt = Number.NaN;
    const commit = async () => {
      await connection.query("COMMIT");
      await vi.waitFor(() => expect(answered(looks, { held: false })).toBeGreaterThan(0), COMES);
      seenAt = performance.now();
      // The answer comes late, as after the files of a large index were deleted.
      await timer(300);
    };
    await connection.query("BEGIN");
    const begunAt = performance.now();
    await watch.during("LOCK", () => connection.query("LOCK TABLE city"));
    await watch.untilReleased(commit);
    expect(watch.times()?.heldMs).toBeLessThan(seenAt - begunAt + 1);
  });

  test("without a second session waiting counts as holding, and what locks no table is not told", async () => {
    const { run, told } = await city();
    await run(short(["ALTER TABLE city ADD COLUMN a int"]), false);
    expect(told).toEqual([{ heldMs: expect.any(Number), waitedMs: null }]);
    await run(short(["CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"]));
    expect(told).toHaveLength(1);
  });

  test("a client that looks for deadlocks soon is not the victim: the try gives up before", async () => {
    const { address, exec, isWaiting } = await city();
    // Ours looks for one within 0.8 s and gives up within 3.2 s.
    await exec(`ALTER DATABASE ${address.database} SET deadlock_timeout = '4s'`);
    const [client, ours] = [await connect(address), await connect(address)];
    await exec("CREATE TABLE other (id int)");
    await client.query("BEGIN; INSERT INTO other VALUES (1)");
    const statements = ["ALTER TABLE city ADD COLUMN a int", "ALTER TABLE other ADD COLUMN a int"];
    const attempt = failure(engine.ddl.runShort(ours, short(statements, PATIENT_MS)));
    let hasGivenUp = false;
    void attempt.then(() => (hasGivenUp = true));
    await vi.waitFor(async () => expect(hasGivenUp || (await isWaiting(ours.backend))).toBe(true), COMES);
    await client.query("INSERT INTO city VALUES (-1)");
    await client.query("COMMIT");
    expect(["lock-wait", "conflict"]).toContain(engine.errors.classify(await attempt));
  });

  // The statistics of 14 come to its launcher too late for a test.
  describe.runIf(Number(version) > 14)("beside a slow autovacuum", () => {
    async function vacuumed() {
      const world = await city(await ownTarget(version, { autovacuum: "on", autovacuum_naptime: "1s" }));
      await world.exec(`
        INSERT INTO city SELECT g FROM generate_series(2001, 60000) g;
        ALTER TABLE city SET (autovacuum_enabled = on, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,
          autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
        UPDATE city SET name = 'x'`);
      // Else an idle session tells the statistics only after ten seconds.
      await world.exec("SELECT pg_stat_force_next_flush()");
      const isAtWork = async () => {
        const holders = await engine.introspector.holders(world.monitor, [{ name: "city" }]);
        expect(holders.map(({ kind }) => kind)).toEqual(["vacuum"]);
      };
      const untilAtWork = () => vi.waitFor(isAtWork, { timeout: 60_000, interval: 50 });
      await untilAtWork();
      /** On a busy machine the vacuum may need longer to stop than a try waits, as a rollout meets it: then again. */
      const untilDone = async (connection: Connection, ddl: ShortDdl) => {
        for (let tries = 1; ; tries++) {
          const outcome = await engine.ddl.runShort(connection, ddl).catch((error: unknown) => error);
          if (engine.errors.classify(outcome) !== "lock-wait" || tries === 5) return outcome;
        }
      };
      return { ...world, untilAtWork, untilDone };
    }

    test("a superuser makes it give way within the lock timeout", async () => {
      const { connection, untilDone } = await vacuumed();
      expect(await untilDone(connection, short(["ALTER TABLE city ADD COLUMN a int"]))).toBe("done");
    });

    test("without the right to, a try fails as often as it likes, and one that outlasts the vacuum succeeds", async () => {
      const { address, exec, untilAtWork, untilDone } = await vacuumed();
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
      await untilAtWork();
      const ddl = short(["ALTER TABLE city ADD COLUMN a int"]);
      expect(engine.errors.classify(await failure(engine.ddl.runShort(plain, ddl)))).toBe("lock-wait");
      await untilAtWork();
      expect(await untilDone(plain, { ...ddl, outlastsVacuum: true })).toBe("done");
    });
  });
});
