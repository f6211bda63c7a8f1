import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test, vi } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import type { Connection } from "../connection.ts";

const engine = engineOf("postgresql");
const STATEMENT = "CREATE INDEX city_name ON city (name)";
/** What comes at all comes within this time, on a busy machine too. */
const COMES = { timeout: 30_000 };

async function city() {
  const database = await targetDatabase("postgresql");
  await database.exec(
    "CREATE TABLE city (id int PRIMARY KEY, name text); INSERT INTO city SELECT i, 'n' || i FROM generate_series(1, 500) i",
  );
  const connect = async () => {
    const connection = await engine.connect(database.address, { applicationName: "sluice:test" });
    onTestFinished(() => connection.close());
    return connection;
  };
  const connection = await connect();
  await engine.ddl.prepareTarget(connection);
  const ledger = { runId: randomUUID(), stepId: "expand.1", direction: "do" as const };
  const indexes = async () => {
    const table = await engine.introspector.table(connection, { name: "city" });
    return table?.indexes.filter((it) => !it.primary).map((it) => [it.name, it.valid]);
  };
  return { ...database, connect, connection, ledger, indexes };
}

test("a build waits for an open writer without giving up, says so, and is valid in the end", async () => {
  const { connect, connection, ledger, indexes, exec } = await city();
  const [writer, monitor] = [await connect(), await connect()];
  await exec(
    `ALTER ROLE CURRENT_USER IN DATABASE ${(await exec("SELECT current_database() AS d"))[0]?.d} SET lock_timeout = '50ms'`,
  );
  const builder = await connect();
  await writer.query("BEGIN; UPDATE city SET name = 'open' WHERE id = 1");
  const build = engine.ddl.runIndex(builder, { ledger, statement: STATEMENT });
  await vi.waitFor(async () => {
    const progress = await engine.ddl.progress(monitor, builder.backend ?? "");
    expect(progress).toMatchObject({
      phase: expect.stringContaining("waiting for writers"),
      detail: expect.stringContaining(String(writer.backend)),
    });
  }, COMES);
  await writer.query("COMMIT");
  expect(await build).toBe("done");
  expect(await indexes()).toEqual([["city_name", true]]);
  expect(await engine.ddl.progress(monitor, builder.backend ?? "")).toBeNull();
  expect((await builder.query("SELECT current_setting('lock_timeout') AS t")).rows).toEqual([{ t: "50ms" }]);
  expect(await connection.query("SELECT * FROM sluice.index_build")).toMatchObject({ rows: [] });
});

test("a build waits for a reader of another table with an old snapshot, and for a prepared transaction", async () => {
  const { connect, connection, ledger, indexes, exec } = await city();
  await exec("CREATE TABLE other (id int)");
  const [reader, writer, builder] = [await connect(), await connect(), await connect()];
  const waits = (phase: string) =>
    vi.waitFor(
      async () =>
        expect(await engine.ddl.progress(connection, builder.backend ?? "")).toMatchObject({
          phase: expect.stringContaining(phase),
        }),
      COMES,
    );
  await writer.query("BEGIN; UPDATE city SET name = 'prepared' WHERE id = 1; PREPARE TRANSACTION 'city'");
  await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM other");
  const build = engine.ddl.runIndex(builder, { ledger, statement: STATEMENT });
  await waits("waiting for writers");
  await writer.query("COMMIT PREPARED 'city'");
  await waits("waiting for old snapshots");
  expect(await indexes()).toEqual([["city_name", false]]);
  await reader.query("COMMIT");
  expect(await build).toBe("done");
  expect(await indexes()).toEqual([["city_name", true]]);
});

test("a cancelled build leaves no index behind and can be tried again", async () => {
  const { connect, connection, ledger, indexes } = await city();
  const [writer, builder] = [await connect(), await connect()];
  await writer.query("BEGIN; UPDATE city SET name = 'open' WHERE id = 1");
  const build = engine.ddl.runIndex(builder, { ledger, statement: STATEMENT }).then(
    () => null,
    (reason: unknown) => reason,
  );
  await vi.waitFor(
    async () =>
      expect(await engine.ddl.progress(connection, builder.backend ?? "")).toMatchObject({
        phase: expect.stringContaining("waiting"),
      }),
    COMES,
  );
  await builder.cancel();
  // Its cleaning up waits for the writer too; only then may the writer end.
  const own = "SELECT 1 FROM pg_stat_progress_create_index WHERE pid = $1::int";
  await vi.waitFor(async () => expect((await connection.query(own, [builder.backend])).rows).toEqual([]), COMES);
  await writer.query("COMMIT");
  expect(engine.errors.classify(await build)).toBe("cancelled");
  expect(await indexes()).toEqual([]);
  expect(await engine.ddl.runIndex(builder, { ledger, statement: STATEMENT })).toBe("done");
});

test("a killed build leaves its own invalid index, which the next try takes away; a foreign one stops it", async () => {
  const { exec, connect, connection, ledger, indexes } = await city();
  const [writer, builder] = [await connect(), await connect()];
  await writer.query("BEGIN; UPDATE city SET name = 'open' WHERE id = 1");
  const build = engine.ddl.runIndex(builder, { ledger, statement: STATEMENT }).then(
    () => null,
    (reason: unknown) => reason,
  );
  await vi.waitFor(async () => expect(await indexes()).toEqual([["city_name", false]]), COMES);
  await exec("SELECT pg_terminate_backend($1::int, 5000)", [builder.backend]);
  expect(engine.errors.classify(await build)).toBe("connection");
  await writer.query("COMMIT");
  expect(await indexes()).toEqual([["city_name", false]]);

  const stranger = { ledger: { ...ledger, runId: randomUUID() }, statement: STATEMENT };
  await expect(engine.ddl.runIndex(connection, stranger)).rejects.toMatchObject({ code: "target-refused" });
  expect(await engine.ddl.runIndex(connection, { ledger, statement: STATEMENT })).toBe("done");
  expect(await indexes()).toEqual([["city_name", true]]);
});

const DROP = "DROP INDEX city_name";

test.each([
  [
    "a build, while it waits for writers",
    STATEMENT,
    "UPDATE city SET name = 'open' WHERE id = 1",
    [["city_name", false]],
  ],
  ["a build, before it has begun", STATEMENT, "LOCK TABLE city IN SHARE MODE", []],
  ["a removal", DROP, "UPDATE city SET name = 'open' WHERE id = 1", [["city_name", false]]],
])(
  "what goes on without its worker is waited for, and then taken as done: %s",
  async (_what, statement, open, stands) => {
    const { exec, connect, connection, ledger, indexes } = await city();
    if (statement === DROP) await exec(STATEMENT);
    const [writer, orphan, successor] = [await connect(), await connect(), await connect()];
    await writer.query(`BEGIN; ${open}`);
    const orphaned = engine.ddl.runIndex(orphan, { ledger, statement }).catch((reason: unknown) => reason);
    const waits = async (session: Connection, event: string) => {
      const sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1::int AND (wait_event = $2 OR wait_event_type = $2)";
      expect((await connection.query(sql, [session.backend, event])).rows).toHaveLength(1);
    };
    await vi.waitFor(() => waits(orphan, "Lock"), COMES);
    await vi.waitFor(async () => expect(await indexes()).toEqual(stands), COMES);
    const next = engine.ddl.runIndex(successor, { ledger, statement });
    await vi.waitFor(() => waits(successor, "PgSleep"), COMES);
    await writer.query("COMMIT");
    expect(await orphaned).toBe("done");
    expect(await next).toBe("already-done");
    expect(await indexes()).toEqual(statement === DROP ? [] : [["city_name", true]]);
  },
);

test("what an undo may drop is the build that was cut off, and never what somebody else made of that name", async () => {
  const { connection, exec, ledger } = await city();
  const build = { ledger, statement: STATEMENT };
  const isBegun = () => engine.ddl.isBegun(connection, build);
  expect(await isBegun()).toBe(false);
  await exec("CREATE INDEX city_name ON city (lower(name))");
  await expect(engine.ddl.runIndex(connection, build)).rejects.toMatchObject({ code: "target-refused" });
  expect(await isBegun()).toBe(false);

  // As a worker leaves it that dies before the build, after it, and in the middle of it.
  await exec("DROP INDEX city_name");
  await exec(
    "INSERT INTO sluice.index_build (run_id, step_id, direction, index_schema, index_name) VALUES ($1, $2, 'do', 'public', 'city_name')",
    [ledger.runId, ledger.stepId],
  );
  expect(await isBegun()).toBe(true);
  await exec(STATEMENT);
  expect(await isBegun()).toBe(true);
  await exec("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'city_name'::regclass");
  expect(await isBegun()).toBe(true);
  await exec("DROP INDEX city_name");
  await exec("CREATE INDEX city_name ON city (lower(name))");
  expect(await isBegun()).toBe(false);
  await exec("DROP TABLE city");
  expect(await isBegun()).toBe(false);
});

test("pitfall 3: a unique build stops at duplicates, names the key without its values, leaves nothing behind, and is not begun any more", async () => {
  const { connection, exec, ledger, indexes } = await city();
  await exec("UPDATE city SET name = 'twice' WHERE id IN (7, 8)");
  const build = { ledger, statement: "CREATE UNIQUE INDEX city_name ON city (name)" };
  const error = await engine.ddl.runIndex(connection, build).catch((reason: unknown) => reason);
  expect(engine.errors.classify(error)).toBe("poison");
  expect(engine.errors.describe(error).message).toBe(
    'could not create unique index "city_name": more than one row has the same (name)',
  );
  expect(await exec("SELECT relname FROM pg_class WHERE relname LIKE 'city\\_name%'")).toEqual([]);
  expect(await engine.ddl.isBegun(connection, build)).toBe(false);
  await exec("UPDATE city SET name = 'once' WHERE id = 8");
  expect(await engine.ddl.runIndex(connection, build)).toBe("done");
  expect(await indexes()).toEqual([["city_name", true]]);
});

test("what cannot be built or is no index statement is refused with what to do", async () => {
  const { exec, connection, ledger } = await city();
  await exec("CREATE TABLE p (id int) PARTITION BY RANGE (id)");
  const run = (statement: string) => engine.ddl.runIndex(connection, { ledger, statement });
  await expect(run("CREATE INDEX i ON p (id)")).rejects.toMatchObject({ code: "unsupported" });
  await expect(run("CREATE INDEX i ON absent (id)")).rejects.toMatchObject({ code: "target-refused" });
  await expect(run("DROP INDEX absent")).rejects.toMatchObject({ code: "target-refused" });
  for (const statement of [
    "SELECT 1",
    "CREATE INDEX ON city (name)",
    "DROP INDEX a, b",
    "DROP INDEX a CASCADE",
    "CREATE INDEX i ON city (",
    "DROP TABLE city",
  ]) {
    await expect(run(statement)).rejects.toMatchObject({ code: "invalid-plan" });
  }
  expect(await engine.ddl.indexStatement("/* é */ CREATE UNIQUE INDEX/**/CONCURRENTLY i ON t (a);")).toBe(
    "/* é */ CREATE UNIQUE INDEX/**/CONCURRENTLY i ON t (a)",
  );
  expect(await engine.ddl.indexStatement("/* index é */ drop index s.i ; ")).toBe(
    "/* index é */ drop index CONCURRENTLY s.i",
  );
});
