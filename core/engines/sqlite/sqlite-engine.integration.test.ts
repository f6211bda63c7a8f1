import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { targetDatabase } from "#test/databases.ts";
import { countDiffering, plain } from "../conformance/run-backfill.ts";
import { createSqliteEngine } from "./sqlite-engine.ts";

const engine = createSqliteEngine(sqliteDriver);

async function file(setup = "") {
  const target = await targetDatabase("sqlite");
  if (setup) await target.exec(setup);
  const open = async () => {
    const connection = await engine.connect(target.address, { applicationName: "test" });
    onTestFinished(() => connection.close());
    return connection;
  };
  return { ...target, open, connection: await open() };
}

test("what is no database is refused with what to do, and no file is made", async () => {
  const { address } = await targetDatabase("sqlite");
  const folder = dirname(address.file);
  const connect = (path: string) => engine.connect({ kind: "file", file: path }, { applicationName: "test" });
  mkdirSync(join(folder, "folder"));
  writeFileSync(join(folder, "notes.txt"), "not a database, but long enough to look like one\n".repeat(100));
  await expect(connect(join(folder, "missing.db"))).rejects.toMatchObject({
    code: "target-unreachable",
    message: /no such file/,
  });
  await expect(connect(join(folder, "missing.db"))).rejects.toMatchObject({ message: /ENOENT/ });
  await expect(connect(join(folder, "folder"))).rejects.toMatchObject({
    code: "target-unreachable",
    message: /is a folder/,
  });
  await expect(connect(join(folder, "notes.txt"))).rejects.toMatchObject({ message: /no SQLite database/ });
  for (const path of ["relative.db", ":memory:", "//server/share/x.db", "file:///x.db", "/a\0b"]) {
    await expect(connect(path)).rejects.toMatchObject({ code: "target-unreachable" });
  }
});

test("integers beyond what a number holds come back whole", async () => {
  const { connection } = await file("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (9007199254740993)");
  await expect(connection.query("SELECT id FROM t")).resolves.toMatchObject({ rows: [{ id: 9007199254740993n }] });
});

test("a script runs whole, and its last statement answers", async () => {
  const { connection } = await file();
  const script =
    "CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; INSERT INTO t VALUES (1), (2)";
  await expect(connection.query(script)).resolves.toMatchObject({ rowCount: 2, command: "INSERT" });
});

test("closing a session that is at work undoes what it had begun", async () => {
  const { connection, exec } = await file("CREATE TABLE t (a)");
  await connection.query("BEGIN IMMEDIATE");
  await connection.query("INSERT INTO t VALUES (1)");
  const running = connection.query(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) SELECT max(i) FROM n",
  );
  await connection.cancel();
  await expect(running).rejects.toThrow("closed");
  // Waits by its busy timeout until the thread has ended.
  await exec("INSERT INTO t VALUES (2)");
  expect(await exec("SELECT a FROM t")).toEqual([{ a: 2 }]);
  await expect(connection.query("SELECT 1")).rejects.toSatisfy(
    (error) => engine.errors.classify(error) === "cancelled",
  );
});

test("the probe names the journal mode and what is missing", async () => {
  const { connection, address } = await file("PRAGMA journal_mode = DELETE");
  const probe = await engine.introspector.probe(connection);
  expect(probe).toMatchObject({ readOnly: false, missing: [], rights: { createTables: true }, replicas: [] });
  expect(probe.warnings).toEqual([expect.stringContaining("journal_mode is delete, not wal")]);
  const again = await engine.connect(address, { applicationName: "test" });
  onTestFinished(() => again.close());
  expect((await engine.introspector.probe(again)).serverId).toBe(probe.serverId);
});

test("a step that fails leaves nothing behind, and one that was done is not done again", async () => {
  const { connection, exec } = await file("CREATE TABLE t (a INTEGER)");
  const ledger = { runId: "4b4a0ee1-6f3c-4d3e-8d37-94a2a1f1a001", stepId: "expand.1", direction: "do" } as const;
  const run = (statements: string[]) => engine.ddl.runShort(connection, { ledger, statements, lockTimeoutMs: 100 });
  await expect(run(["ALTER TABLE t ADD COLUMN b", "ALTER TABLE nowhere ADD COLUMN c"])).rejects.toThrow(
    "no such table",
  );
  expect(await engine.ddl.isDone(connection, ledger)).toBe(false);
  await expect(run(["ALTER TABLE t ADD COLUMN b"])).resolves.toBe("done");
  await expect(run(["ALTER TABLE t ADD COLUMN b"])).resolves.toBe("already-done");
  expect(await exec("SELECT name FROM pragma_table_info('t')")).toHaveLength(2);
});

test("a statement that would end the step's transaction is refused", async () => {
  const { connection } = await file("CREATE TABLE t (a)");
  const ledger = { runId: "4b4a0ee1-6f3c-4d3e-8d37-94a2a1f1a002", stepId: "expand.1", direction: "do" } as const;
  for (const statement of [
    "COMMIT",
    "PRAGMA foreign_keys = OFF",
    "ATTACH 'x.db' AS x",
    "VACUUM",
    "SELECT 1; ROLLBACK",
  ]) {
    const run = engine.ddl.runShort(connection, { ledger, statements: [statement], lockTimeoutMs: 100 });
    await expect(run).rejects.toMatchObject({ code: "unsupported" });
  }
});

test("a lock that somebody holds is a lock wait within the time given", async () => {
  const { connection, address } = await file("CREATE TABLE t (a)");
  const holder = new DatabaseSync(address.file);
  onTestFinished(() => holder.close());
  await engine.ddl.prepareTarget(connection);
  holder.exec("BEGIN IMMEDIATE");
  const ledger = { runId: "4b4a0ee1-6f3c-4d3e-8d37-94a2a1f1a003", stepId: "expand.1", direction: "do" } as const;
  const run = engine.ddl.runShort(connection, {
    ledger,
    statements: ["ALTER TABLE t ADD COLUMN b"],
    lockTimeoutMs: 50,
  });
  await expect(run).rejects.toSatisfy((error) => engine.errors.classify(error) === "lock-wait");
});

const KEYS = {
  integer: { ddl: "CREATE TABLE t (id INTEGER PRIMARY KEY, n INT)", insert: "INSERT INTO t SELECT i * 7, 0 FROM s" },
  rowid: {
    ddl: "CREATE TABLE t (a INT, n INT)",
    insert: "INSERT INTO t (rowid, a, n) SELECT i * 7, 0, NULL FROM s",
    set: { n: "a + 1" },
  },
  text: {
    ddl: "CREATE TABLE t (id TEXT PRIMARY KEY COLLATE NOCASE, n INT) WITHOUT ROWID",
    insert: "INSERT INTO t SELECT 'Key ' || i, 0 FROM s",
  },
  blob: {
    ddl: "CREATE TABLE t (id BLOB NOT NULL UNIQUE, n INT)",
    insert: "INSERT INTO t SELECT CAST('k' || i AS BLOB), 0 FROM s",
  },
  composite: {
    ddl: "CREATE TABLE t (a INT, b TEXT, n INT, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID",
    insert: "INSERT INTO t SELECT i % 10, 'b' || i, 0 FROM s",
  },
};

test.each(Object.entries(KEYS))(
  "a backfill over a key of kind %s changes each row exactly once",
  async (_, { ddl, insert, ...other }) => {
    const numbers = "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 1003)";
    const { connection, exec } = await file(`${ddl}; ${numbers} ${insert}`);
    const spec = {
      runId: "b1",
      databaseId: "d",
      serverId: "s",
      table: { name: "t" },
      // Without a key only what may be done twice.
      set: "set" in other ? other.set : { n: "n + 1" },
      where: null,
    };
    const layout = await engine.backfill.layout(connection, spec, { shards: 1 });
    await engine.backfill.prepare(connection, spec, layout);
    const claim = await engine.backfill.claim(connection, { runId: "b1", shardNo: 0, floor: 0n, worker: "w" });
    if (!claim) throw new Error("no claim");
    for (let last = false; !last; )
      ({ last } = await engine.backfill.runBatch(connection, spec, layout, claim, plain(100)));
    expect(await exec("SELECT n, count(*) AS rows FROM t GROUP BY n")).toEqual([{ n: 1, rows: 1003 }]);
    const [done] = await engine.backfill.checkpoints(connection, "b1");
    expect(done).toMatchObject({ state: "done", rowsScanned: 1003, rowsChanged: 1003 });
  },
);

test("a change of letter case is a change, whatever the column's collation", async () => {
  const { connection } = await file(
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE); INSERT INTO t (a) VALUES ('x'), ('Y')",
  );
  const spec = {
    runId: "b1",
    databaseId: "d",
    serverId: "s",
    table: { name: "t" },
    set: { a: "upper(a)" },
    where: null,
  };
  const layout = await engine.backfill.layout(connection, spec, { shards: 1 });
  await expect(countDiffering(engine, connection, { spec, layout })).resolves.toBe(1);
});

test.each([
  ["CREATE TABLE t (id TEXT UNIQUE NOT NULL, n INT) STRICT", "n", "random()", /another value each time/],
  ["CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT)", "n", "datetime('now')", /another value each time/],
  ["CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT)", "n", "nowhere", /no such column/],
  [
    "CREATE TABLE t (id REAL PRIMARY KEY, n TEXT) WITHOUT ROWID; INSERT INTO t VALUES (1.5, '')",
    "n",
    "1",
    /no key that batches/,
  ],
  [
    "CREATE TABLE t (id PRIMARY KEY, n TEXT) WITHOUT ROWID; INSERT INTO t VALUES (1, ''), ('a', '')",
    "n",
    "1",
    /no key that batches/,
  ],
  ["CREATE TABLE t (id INTEGER PRIMARY KEY) WITHOUT ROWID", "id", "1", /the backfill changes it/],
  ["CREATE VIEW t AS SELECT 1 AS n", "n", "1", /is a view/],
])("%s: a backfill of %s = %s is refused before it starts", async (ddl, column, expression, message) => {
  const { connection } = await file(ddl);
  const spec = {
    runId: "b1",
    databaseId: "d",
    serverId: "s",
    table: { name: "t" },
    set: { [column]: expression },
    where: null,
  };
  await expect(engine.backfill.layout(connection, spec, { shards: 1 })).rejects.toMatchObject({
    code: "invalid-plan",
    message,
  });
});

test("a batch whose commit breaks a deferred foreign key is rolled back with its checkpoint", async () => {
  const { connection, exec } = await file(`CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE t (id INTEGER PRIMARY KEY, p INT REFERENCES parent DEFERRABLE INITIALLY DEFERRED); INSERT INTO t (id) VALUES (1)`);
  const spec = { runId: "b1", databaseId: "d", serverId: "s", table: { name: "t" }, set: { p: "99" }, where: null };
  const layout = await engine.backfill.layout(connection, spec, { shards: 1 });
  await engine.backfill.prepare(connection, spec, layout);
  const claim = await engine.backfill.claim(connection, { runId: "b1", shardNo: 0, floor: 0n, worker: "w" });
  if (!claim) throw new Error("no claim");
  const batch = engine.backfill.runBatch(connection, spec, layout, claim, plain(10));
  await expect(batch).rejects.toSatisfy((error) => engine.errors.classify(error) === "poison");
  expect(await exec("SELECT p FROM t")).toEqual([{ p: null }]);
  await expect(engine.backfill.checkpoints(connection, "b1")).resolves.toMatchObject([
    { state: "open", pos: "[]", batches: 0 },
  ]);
});

test("a layout that passed through a store with other order of names is still the same", async () => {
  const { connection } = await file(
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT); INSERT INTO t VALUES (1, 1, 1)",
  );
  const spec = {
    runId: "b1",
    databaseId: "d",
    serverId: "s",
    table: { name: "t" },
    set: { a: "2", b: "3" },
    where: null,
  };
  const layout = await engine.backfill.layout(connection, spec, { shards: 1 });
  await engine.backfill.prepare(connection, spec, layout);
  const [column] = layout.key.columns;
  if (!column) throw new Error("no key");
  const { name, type, collation } = column;
  const reordered = { ...layout, key: { source: layout.key.source, columns: [{ type, collation, name }] } };
  const back = { ...spec, set: { b: "3", a: "2" } };
  await expect(engine.backfill.verifyUnchanged(connection, back, reordered)).resolves.toBeUndefined();
});
