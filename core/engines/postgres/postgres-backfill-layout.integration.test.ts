import { describe, expect, onTestFinished, test } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { postgresVersions } from "#test/servers.ts";
import { countDiffering, finishBackfill, prepareBackfill } from "../conformance/run-backfill.ts";
import type { Connection } from "../connection.ts";
import type { NetworkAddress } from "../target-address.ts";
import {
  type BoundSource,
  fromArithmetic,
  fromBlocks,
  fromHistogram,
  fromProbes,
  fromSample,
} from "./postgres-bound-sources.ts";

const engine = engineOf("postgresql");
const ROWS = 24_000;

async function connect(address: NetworkAddress): Promise<Connection> {
  const connection = await engine.connect(address, { applicationName: "sluice:test" });
  onTestFinished(() => connection.close());
  return connection;
}

const KEYS = {
  uuid: ["uuid", "md5(i::text)::uuid"],
  numeric: ["numeric", "i / 7.0"],
  timestamptz: ["timestamptz", "timestamptz '2024-03-31 00:30:00.000001+01' + i * interval '1 hour 1 microsecond'"],
  "text of another collation": ['text COLLATE "C"', "CASE WHEN i % 2 = 0 THEN 'K' ELSE 'k' END || i"],
  "text without case": ["text COLLATE nocase", "'Key ' || i"],
  char: ["char(12)", "'k' || i"],
  bytea: ["bytea", "decode(lpad(to_hex(i), 8, '0'), 'hex')"],
  "identity, always": ["int GENERATED ALWAYS AS IDENTITY", "i"],
} as const;

test.each(Object.entries(KEYS))(
  "a key of %s is cut into ranges, and each row is changed once",
  async (_, [type, value]) => {
    const database = await targetDatabase("postgresql");
    await database.exec(`CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`);
    await database.exec(`CREATE TABLE "T x" ("K" ${type} PRIMARY KEY, n int NOT NULL DEFAULT 0)`);
    await database.exec(
      `INSERT INTO "T x" ("K") OVERRIDING SYSTEM VALUE SELECT ${value} FROM generate_series(1, ${ROWS}) i`,
    );
    await database.exec('ANALYZE "T x"');
    const connection = await connect(database.address);
    const scene = await prepareBackfill(engine, connection, { table: { name: "T x" }, set: { n: "n + 1" }, shards: 6 });
    expect(scene.layout.shards).toHaveLength(7);
    await finishBackfill(engine, connection, scene, { limit: 1_700 });
    expect(await database.exec('SELECT n, count(*)::int AS c FROM "T x" GROUP BY n')).toEqual([{ n: 1, c: ROWS }]);
    const shards = await engine.backfill.checkpoints(connection, scene.spec.runId);
    const scanned = shards.slice(0, 6).map((it) => it.rowsScanned);
    expect(Math.max(...scanned)).toBeLessThan(ROWS / 3);
  },
);

describe.each(postgresVersions())("postgresql %s: where to cut", (version) => {
  const SOURCES: Readonly<Record<string, BoundSource>> = { fromHistogram, fromSample, fromArithmetic, fromProbes };

  test.each(Object.entries(SOURCES))("%s finds places in order, with their shares", async (_, source) => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec(
      `CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t SELECT i, 0 FROM generate_series(1, ${ROWS}) i; ANALYZE t`,
    );
    const connection = await connect(database.address);
    const { spec, layout } = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "1" } });
    const bounds = await source(connection, spec, { key: layout.key, into: 4, rowEstimate: ROWS, last: `["${ROWS}"]` });
    const places = bounds.map((it) => Number(JSON.parse(it.key)[0]));
    expect(places).toHaveLength(3);
    for (const [at, place] of places.entries()) {
      expect(Math.abs(place / ROWS - (at + 1) / 4)).toBeLessThan(0.05);
      expect(Math.abs((bounds[at]?.share ?? 0) - place / ROWS)).toBeLessThan(0.05);
    }
  });

  test("blocks are cut evenly, and rewriting the table is noticed", async () => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec(
      `CREATE TABLE t (a int, b int); INSERT INTO t SELECT i, NULL FROM generate_series(1, ${ROWS}) i`,
    );
    const connection = await connect(database.address);
    const part = { table: { name: "t" }, set: { b: "a + 1" }, shards: 4 };
    const { spec, layout } = await prepareBackfill(engine, connection, part);
    const cut = { key: layout.key, into: 4, rowEstimate: ROWS, last: '["(100,0)"]' };
    expect((await fromBlocks(connection, spec, cut)).map((it) => it.key)).toEqual([
      '["(25,0)"]',
      '["(50,0)"]',
      '["(75,0)"]',
    ]);
    await engine.backfill.verifyUnchanged(connection, spec, layout);
    await database.exec("VACUUM FULL t");
    await expect(engine.backfill.verifyUnchanged(connection, spec, layout)).rejects.toMatchObject({
      code: "target-changed",
      message: expect.stringContaining("relation file"),
    });
  });

  test("rows that a walk along addresses moves to the end are met once more and not changed twice", async () => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec(`CREATE TABLE t (a int, b int, filler text DEFAULT repeat('x', 200));
      INSERT INTO t (a) SELECT i FROM generate_series(1, 2000) i; CREATE TABLE log (a int);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO log VALUES (new.a); RETURN new; END';
      CREATE TRIGGER note AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note()`);
    const connection = await connect(database.address);
    const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { b: "a + 1" } });
    await finishBackfill(engine, connection, scene, { limit: 100 });
    expect(await countDiffering(engine, connection, scene)).toBe(0);
    expect(await database.exec("SELECT count(*)::int AS c, count(DISTINCT a)::int AS d FROM log")).toEqual([
      { c: 2000, d: 2000 },
    ]);
  });

  test("a partitioned table is cut along its root's key; without one its partitions are named as the way", async () => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec(`CREATE TABLE p (id int, d int, n int DEFAULT 0, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (5); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (5) TO (10);
      INSERT INTO p (id, d) SELECT i, i % 10 FROM generate_series(1, ${ROWS}) i; ANALYZE p;
      CREATE TABLE q (a int, b int) PARTITION BY LIST (a); CREATE TABLE q1 PARTITION OF q DEFAULT`);
    const connection = await connect(database.address);
    const scene = await prepareBackfill(engine, connection, { table: { name: "p" }, set: { n: "n + 1" }, shards: 3 });
    expect(scene.layout.shards).toHaveLength(4);
    await finishBackfill(engine, connection, scene, { limit: 2_000 });
    expect(await database.exec("SELECT n, count(*)::int AS c FROM p GROUP BY n")).toEqual([{ n: 1, c: ROWS }]);
    const keyless = (name: string) => prepareBackfill(engine, connection, { table: { name }, set: { b: "a" } });
    await expect(keyless("q")).rejects.toMatchObject({
      code: "invalid-plan",
      message: expect.stringContaining("each partition"),
    });
    expect((await keyless("q1")).layout.key.source).toBe("ctid");
  });

  test("a parent of an inheritance is refused with its children's names; a child is not", async () => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec(
      `CREATE TABLE parent (id int PRIMARY KEY, n int); CREATE TABLE "Child" (PRIMARY KEY (id)) INHERITS (parent)`,
    );
    const connection = await connect(database.address);
    const lay = (name: string) => prepareBackfill(engine, connection, { table: { name }, set: { n: "1" } });
    await expect(lay("parent")).rejects.toMatchObject({
      code: "invalid-plan",
      message: expect.stringContaining('"Child"'),
    });
    await expect(lay("Child")).resolves.toBeDefined();
  });

  test("a plan that does not go along the key is refused before the first batch, with what to do", async () => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec(`CREATE TABLE t (id int PRIMARY KEY, kind int, n int); INSERT INTO t SELECT i, i % 4000, 0 FROM generate_series(1, ${ROWS}) i;
      CREATE INDEX ON t (kind); ANALYZE t`);
    const connection = await connect(database.address);
    const lay = (where: string) =>
      prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "1" }, where });
    await expect(lay("kind = 5")).rejects.toMatchObject({
      code: "invalid-plan",
      message: expect.stringMatching(/scan of t without a bound of the key.*another index/),
    });
    const scene = await lay("kind + 0 = 5");
    await finishBackfill(engine, connection, scene, { limit: 5_000 });
    expect(await database.exec("SELECT count(*)::int AS c FROM t WHERE n = 1")).toEqual([{ c: 6 }]);
  });

  test("a table that others lock against writers is not waited for at length", async () => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec("CREATE TABLE t (id int PRIMARY KEY, n int)");
    const holder = await connect(database.address);
    await holder.query("BEGIN; LOCK TABLE t IN SHARE MODE");
    const connection = await connect(database.address);
    const lay = prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "1" } });
    await expect(lay).rejects.toSatisfy((error) => engine.errors.classify(error) === "lock-wait");
    await holder.query("ROLLBACK");
  });
});
