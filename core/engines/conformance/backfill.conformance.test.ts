import { describe, expect, test } from "vitest";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import { countDiffering, finishBackfill, openShards, plain, prepareBackfill, sum } from "./run-backfill.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** An expression that is not idempotent: a row done twice shows. */
const COUNT_UP = { n: "n + 1" };

describe.each(engineFixtures())("$label: a backfill", ({ engine, target, dialect }) => {
  const counter = async (ids: readonly number[]) => {
    const database = await target();
    await database.exec("CREATE TABLE counter (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0)");
    if (ids.length > 0) await database.exec(`INSERT INTO counter (id) VALUES ${ids.map((id) => `(${id})`).join(", ")}`);
    return database;
  };

  test("changes every row exactly once, over gaps in the key", async () => {
    const ids = numbers(250).map((n) => n * n);
    const database = await counter(ids);
    const connection = await database.connect();
    const scene = await prepareBackfill(engine, connection, { table: { name: "counter" }, set: COUNT_UP });
    const batches = await finishBackfill(engine, connection, scene, { limit: 40 });

    const rows = await database.exec("SELECT n, count(*) AS c FROM counter GROUP BY n");
    expect(rows.map((row) => [Number(row.n), Number(row.c)])).toEqual([[1, 250]]);
    expect(sum(batches.map((batch) => batch.changed))).toBe(250);
    expect(sum(batches.map((batch) => batch.scanned))).toBe(250);
    const checkpoints = await engine.backfill.checkpoints(connection, scene.spec.runId);
    expect(openShards(checkpoints)).toEqual([]);
    expect(sum(checkpoints.map((it) => it.rowsChanged))).toBe(250);
  });

  test("casts to the target, so that a second look finds nothing left", async () => {
    const database = await target();
    await database.exec("CREATE TABLE city (id integer PRIMARY KEY, lat text, latitude numeric(8, 5))");
    await database.exec("INSERT INTO city (id, lat) VALUES (1, '52.516666666'), (2, '-33.86785'), (3, NULL), (4, '0')");
    const connection = await database.connect();
    const set = { latitude: "round(CAST(lat AS numeric), 5)" };
    const scene = await prepareBackfill(engine, connection, { table: { name: "city" }, set });
    expect(await countDiffering(engine, connection, scene)).toBe(3);
    const batches = await finishBackfill(engine, connection, scene, { limit: 2 });

    expect(sum(batches.map((batch) => batch.changed))).toBe(3);
    expect(await countDiffering(engine, connection, scene)).toBe(0);
    const rows = await database.exec("SELECT latitude FROM city ORDER BY id");
    expect(rows.map((row) => (row.latitude === null ? null : Number(row.latitude)))).toEqual([
      52.51667,
      -33.86785,
      null,
      0,
    ]);
  });

  test("leaves rows outside the filter alone", async () => {
    const database = await counter(numbers(20));
    const connection = await database.connect();
    const scene = await prepareBackfill(engine, connection, {
      table: { name: "counter" },
      set: { n: "7" },
      where: "id > 15 OR id = 3",
    });
    const batches = await finishBackfill(engine, connection, scene, { limit: 6 });
    expect(sum(batches.map((batch) => batch.scanned))).toBe(20);
    const rows = await database.exec("SELECT id FROM counter WHERE n = 7 ORDER BY id");
    expect(rows.map((row) => Number(row.id))).toEqual([3, 16, 17, 18, 19, 20]);
  });

  test("walks a composite key", async () => {
    const database = await target();
    await database.exec(
      "CREATE TABLE pair (a integer NOT NULL, b text NOT NULL, n integer NOT NULL DEFAULT 0, PRIMARY KEY (b, a))",
    );
    const values = numbers(120).map((id) => `(${id % 7}, 'k${Math.floor(id / 7)}')`);
    await database.exec(`INSERT INTO pair (a, b) VALUES ${values.join(", ")}`);
    const connection = await database.connect();
    const scene = await prepareBackfill(engine, connection, { table: { name: "pair" }, set: COUNT_UP });
    expect(scene.layout.key.columns.map((it) => it.name)).toEqual(["b", "a"]);
    await finishBackfill(engine, connection, scene, { limit: 11 });
    const rows = await database.exec("SELECT count(*) AS c FROM pair WHERE n = 1");
    expect(Number(rows[0]?.c)).toBe(120);
  });

  test("takes text keys in the database's own order, whatever their case", async () => {
    const words = [
      "Apfel",
      "apfel",
      "Birne",
      "birne",
      "Äpfel",
      "a b",
      "a'b",
      'a"b',
      "",
      "ß",
      "zz",
      "ZZ",
      "日本",
      "a\\b",
    ];
    const database = await target();
    await database.exec("CREATE TABLE word (w text PRIMARY KEY NOT NULL, n integer NOT NULL DEFAULT 0)");
    await database.exec(
      `INSERT INTO word (w) VALUES ${words.map((word) => `('${word.replaceAll("'", "''")}')`).join(", ")}`,
    );
    const connection = await database.connect();
    const scene = await prepareBackfill(engine, connection, { table: { name: "word" }, set: COUNT_UP });
    await finishBackfill(engine, connection, scene, { limit: 3 });
    const rows = await database.exec("SELECT count(*) AS c FROM word WHERE n = 1");
    expect(Number(rows[0]?.c)).toBe(words.length);
  });

  const CASE_INSENSITIVE: PerDialect<readonly [setup: string, column: string]> = {
    postgresql: [
      "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
      'w text COLLATE "nocase" PRIMARY KEY',
    ],
    sqlite: ["SELECT 1", "w text COLLATE NOCASE PRIMARY KEY NOT NULL"],
  };
  test("walks keys that the database compares without case", async () => {
    const [setup, column] = CASE_INSENSITIVE[dialect];
    const database = await target();
    await database.exec(setup);
    await database.exec(`CREATE TABLE word (${column}, n integer NOT NULL DEFAULT 0)`);
    await database.exec("INSERT INTO word (w) VALUES ('b'), ('A'), ('c'), ('D'), ('e'), ('F')");
    const connection = await database.connect();
    const scene = await prepareBackfill(engine, connection, { table: { name: "word" }, set: COUNT_UP });
    await finishBackfill(engine, connection, scene, { limit: 2 });
    const rows = await database.exec("SELECT count(*) AS c FROM word WHERE n = 1");
    expect(Number(rows[0]?.c)).toBe(6);
  });

  test("quotes names in mixed case and with quotes in them", async () => {
    const database = await target();
    await database.exec('CREATE TABLE "Or""der" ("Id" integer PRIMARY KEY, "from" text, "To X" text)');
    await database.exec(`INSERT INTO "Or""der" ("Id", "from") VALUES (1, 'a'), (2, NULL), (3, 'c')`);
    const connection = await database.connect();
    const part = { table: { name: 'Or"der' }, set: { "To X": `"from" || '!'` }, where: '"from" IS NOT NULL' };
    const scene = await prepareBackfill(engine, connection, part);
    await finishBackfill(engine, connection, scene, { limit: 1 });
    const rows = await database.exec('SELECT "To X" AS x FROM "Or""der" ORDER BY "Id"');
    expect(rows.map((row) => row.x)).toEqual(["a!", null, "c!"]);
    expect(engine.backfill.statement(scene.spec, scene.layout)).toContain('"To X"');
  });

  test.each([0, 1])("comes to its end on a table of %i rows", async (count) => {
    const database = await counter(numbers(count));
    const connection = await database.connect();
    const scene = await prepareBackfill(engine, connection, { table: { name: "counter" }, set: COUNT_UP });
    const batches = await finishBackfill(engine, connection, scene, { limit: 10 });
    expect(sum(batches.map((batch) => batch.changed))).toBe(count);
    expect(openShards(await engine.backfill.checkpoints(connection, scene.spec.runId))).toEqual([]);
  });

  test("fills a table without a key, and refuses there what a second time would change again", async () => {
    const database = await target();
    await database.exec("CREATE TABLE loose (n integer NOT NULL, m integer)");
    await database.exec("INSERT INTO loose (n) VALUES (0), (0), (0)");
    const connection = await database.connect();
    const twice = prepareBackfill(engine, connection, { table: { name: "loose" }, set: COUNT_UP });
    await expect(twice).rejects.toMatchObject({ code: "invalid-plan", message: expect.stringContaining("no key") });
    const scene = await prepareBackfill(engine, connection, { table: { name: "loose" }, set: { m: "n + 1" } });
    await finishBackfill(engine, connection, scene, { limit: 2 });
    expect((await database.exec("SELECT DISTINCT m FROM loose")).map((row) => Number(row.m))).toEqual([1]);
  });

  test("refuses what can never settle or would move rows under it", async () => {
    const database = await counter([1]);
    const connection = await database.connect();
    const refusal = { code: "invalid-plan" };
    const lay = (set: Record<string, string>) =>
      prepareBackfill(engine, connection, { table: { name: "counter" }, set });
    await expect(lay({ n: "random()" })).rejects.toMatchObject(refusal);
    await expect(lay({ n: "absent + 1" })).rejects.toMatchObject(refusal);
    await expect(lay({ absent: "1" })).rejects.toMatchObject(refusal);
    await expect(lay({ id: "id + 1" })).rejects.toMatchObject(refusal);
    await expect(lay({})).rejects.toMatchObject(refusal);
    const nowhere = prepareBackfill(engine, connection, { table: { name: "nowhere" }, set: { n: "1" } });
    await expect(nowhere).rejects.toMatchObject(refusal);
  });

  test("is not held up by rows inserted meanwhile and shows no share above 1", async () => {
    const database = await counter(numbers(100));
    const connection = await database.connect();
    const scene = await prepareBackfill(engine, connection, { table: { name: "counter" }, set: COUNT_UP });
    let next = 1_000;
    const shares: number[] = [];
    const batches = await finishBackfill(engine, connection, scene, {
      limit: 10,
      async afterBatch() {
        await database.exec(`INSERT INTO counter (id) VALUES (${next++}), (${next++})`);
        const [shard] = await engine.backfill.checkpoints(connection, scene.spec.runId);
        if (shard) shares.push(await engine.backfill.fraction(connection, scene.spec, scene.layout, shard));
      },
    });
    expect(batches.length).toBeLessThan(20);
    const rows = await database.exec("SELECT n, count(*) AS c FROM counter WHERE id <= 100 GROUP BY n");
    expect(rows.map((row) => [Number(row.n), Number(row.c)])).toEqual([[1, 100]]);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(Math.min(...shares)).toBeGreaterThan(0);
    expect(shares.at(-1)).toBe(1);
  });

  test("prepares again without losing its place, and refuses another statement under the same id", async () => {
    const database = await counter(numbers(30));
    const connection = await database.connect();
    const { spec, layout } = await prepareBackfill(engine, connection, { table: { name: "counter" }, set: COUNT_UP });
    const claim = await engine.backfill.claim(connection, { runId: spec.runId, shardNo: 0, floor: 0n, worker: "w" });
    if (!claim) throw new Error("nothing to claim");
    await engine.backfill.runBatch(connection, spec, layout, claim, plain(10));
    const again = await engine.backfill.prepare(
      connection,
      spec,
      await engine.backfill.layout(connection, spec, { shards: 1 }),
    );
    expect(again[0]).toMatchObject({ batches: 1, rowsChanged: 10, state: "open" });

    const other = { ...spec, set: { n: "n + 2" } };
    const otherLayout = await engine.backfill.layout(connection, other, { shards: 1 });
    await expect(engine.backfill.prepare(connection, other, otherLayout)).rejects.toMatchObject({
      code: "target-changed",
    });
  });
});
