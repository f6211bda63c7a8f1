import { describe, expect, onTestFinished, test } from "vitest";
import { type EngineFixture, engineFixtures } from "#test/engine-fixtures.ts";
import type { ShardClaim } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { keyTextOf } from "../key-text.ts";
import { finishBackfill, plain, prepareBackfill } from "./run-backfill.ts";

const ROWS = 100;
const EVERYTHING = { filter: {}, limit: 500, notWithinMs: 0 };

/** Rows whose statement is not idempotent and fails where n would pass 4. */
async function counters({ engine, target }: EngineFixture) {
  const database = await target();
  await database.exec(
    "CREATE TABLE counter (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0, m integer NOT NULL DEFAULT 0, CONSTRAINT small CHECK (n < 5))",
  );
  const values = Array.from({ length: ROWS }, (_, index) => `(${index + 1})`);
  await database.exec(`INSERT INTO counter (id) VALUES ${values.join(", ")}`);
  const connection = await database.connect();
  const scene = await prepareBackfill(engine, connection, { table: { name: "counter" }, set: { n: "n + 1" } });
  const { runId } = scene.spec;
  const claim = async (): Promise<ShardClaim> => {
    const held = await engine.backfill.claim(connection, { runId, shardNo: 0, floor: 0n, worker: "w" });
    if (!held) throw new Error("the shard is done");
    return held;
  };
  const countsOfN = async () => {
    const rows = await database.exec("SELECT n, count(*) AS c FROM counter GROUP BY n ORDER BY n");
    return rows.map((row) => [Number(row.n), Number(row.c)]);
  };
  const listed = () => engine.skippedRows.list(connection, runId, { after: null, limit: 500 });
  const retry = (on: Connection = connection, request = EVERYTHING) =>
    engine.skippedRows.retry(on, scene.spec, scene.layout, request);
  return { database, connection, scene, runId, claim, countsOfN, listed, retry };
}

describe.each(engineFixtures())("$label: rows that cannot be written", (fixture) => {
  const { engine } = fixture;

  /** Row 30 fails; the shard stands just before it. */
  const atPoison = async () => {
    const it = await counters(fixture);
    await it.database.exec("UPDATE counter SET n = 4 WHERE id = 30");
    const held = await it.claim();
    const { spec, layout } = it.scene;
    await engine.backfill.runBatch(it.connection, spec, layout, held, plain(29));
    const failure = await engine.backfill.runBatch(it.connection, spec, layout, held, plain(1)).catch((e) => e);
    expect(engine.errors.classify(failure)).toBe("poison");
    const aside = () => engine.backfill.setAside(it.connection, spec, layout, held, engine.errors.describe(failure));
    return { ...it, held, aside };
  };

  test("a row that fails by its own data is set aside with the checkpoint, and the others go on", async () => {
    const { connection, scene, runId, aside, listed, countsOfN } = await atPoison();
    await expect(aside()).resolves.toMatchObject({ from: '["29"]', to: '["30"]', scanned: 1, changed: 0, skipped: 1 });
    const [shard] = await engine.backfill.checkpoints(connection, runId);
    expect(shard).toMatchObject({ pos: '["30"]', rowsScanned: 30, rowsChanged: 29, rowsSkipped: 1, state: "open" });
    const [row] = await listed();
    expect(row).toMatchObject({ key: '["30"]', shardNo: 0, kind: "poison", status: "open", tries: 1 });
    expect(row?.code).toMatch(/^(23514|SQLITE_CONSTRAINT_CHECK)$/);
    expect(row?.message).toContain("small");
    expect(row?.firstAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await finishBackfill(engine, connection, scene, { limit: 40 });
    expect(await countsOfN()).toEqual([
      [1, ROWS - 1],
      [4, 1],
    ]);
  });

  test("a row that is well by now is written instead, and one born before it is not taken for it", async () => {
    const { database, connection, runId, aside, listed } = await atPoison();
    await database.exec("UPDATE counter SET id = 1030 WHERE id = 30; UPDATE counter SET id = 30 WHERE id = 31");
    await expect(aside()).resolves.toMatchObject({ to: '["30"]', scanned: 1, changed: 1, skipped: 0 });
    expect(await listed()).toEqual([]);
    const [shard] = await engine.backfill.checkpoints(connection, runId);
    expect(shard).toMatchObject({ rowsChanged: 30, rowsSkipped: 0 });
  });

  test("setting aside needs the claim, and nothing is noted without it", async () => {
    const { connection, scene, runId, claim, aside, listed } = await atPoison();
    await claim();
    await expect(aside()).rejects.toMatchObject({ code: "fenced" });
    expect(await listed()).toEqual([]);
    const [shard] = await engine.backfill.checkpoints(connection, runId);
    expect(shard).toMatchObject({ pos: '["29"]', rowsSkipped: 0 });
    expect(scene.spec.runId).toBe(runId);
  });

  test("the last row of a shard that is set aside ends the shard", async () => {
    const { database, connection, scene, runId, claim } = await counters(fixture);
    await database.exec(`UPDATE counter SET n = 4 WHERE id = ${ROWS}`);
    const held = await claim();
    const { spec, layout } = scene;
    await engine.backfill.runBatch(connection, spec, layout, held, plain(ROWS - 1));
    const failure = { code: "x", message: "y" };
    const result = await engine.backfill.setAside(connection, spec, layout, held, failure);
    expect(result).toMatchObject({ skipped: 1, last: true });
    expect((await engine.backfill.checkpoints(connection, runId))[0]).toMatchObject({ state: "done", rowsSkipped: 1 });
  });

  test("a retry writes a mended row exactly once, counts what still fails, and notes what is gone", async () => {
    const { database, connection, scene, aside, retry, listed, countsOfN } = await atPoison();
    await aside();
    await finishBackfill(engine, connection, scene, { limit: 40 });
    await expect(retry()).resolves.toEqual({ fixed: 0, gone: 0, stillOpen: 1 });
    expect(await listed()).toMatchObject([{ tries: 2, status: "open", kind: "poison" }]);

    await database.exec("UPDATE counter SET n = 0 WHERE id = 30");
    const [first, second] = await Promise.all([retry(), retry(await database.connect())]);
    expect(first.fixed + second.fixed).toBe(1);
    expect(await countsOfN()).toEqual([[1, ROWS]]);
    expect(await listed()).toMatchObject([{ status: "fixed" }]);
    await expect(retry()).resolves.toEqual({ fixed: 0, gone: 0, stillOpen: 0 });
    expect(await countsOfN()).toEqual([[1, ROWS]]);
  });

  test("a row that was deleted since is gone", async () => {
    const { database, aside, retry, listed } = await atPoison();
    await aside();
    await database.exec("DELETE FROM counter WHERE id = 30");
    await expect(retry()).resolves.toEqual({ fixed: 0, gone: 1, stillOpen: 0 });
    expect(await listed()).toMatchObject([{ status: "gone" }]);
  });

  test("a row just tried is left for later, twice as long after each try", async () => {
    const { aside, retry, listed } = await atPoison();
    await aside();
    const patient = { ...EVERYTHING, notWithinMs: 3_600_000 };
    await expect(retry(undefined, patient)).resolves.toEqual({ fixed: 0, gone: 0, stillOpen: 0 });
    expect(await listed()).toMatchObject([{ tries: 1 }]);
    await expect(retry()).resolves.toMatchObject({ stillOpen: 1 });
    expect(await listed()).toMatchObject([{ tries: 2 }]);
  });

  test("rows are grouped by cause, listed in pages, and waived by cause or by key", async () => {
    const { database, connection, scene, runId, claim } = await counters(fixture);
    await database.exec("UPDATE counter SET n = 4 WHERE id <= 5");
    const held = await claim();
    for (let row = 1; row <= 5; row += 1) {
      const failure = { code: "", message: "" };
      await engine.backfill.setAside(connection, scene.spec, scene.layout, held, failure);
    }
    const { skippedRows } = engine;
    const [group, ...others] = await skippedRows.groups(connection, runId);
    expect(group).toMatchObject({ kind: "poison", status: "open", rows: 5 });
    expect(others).toEqual([]);
    const pages: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await skippedRows.list(connection, runId, { after, limit: 2, status: "open" });
      pages.push(...page.map((it) => it.key));
      if (page.length === 0) break;
      after = page.at(-1)?.key ?? null;
    }
    expect(pages).toEqual(['["1"]', '["2"]', '["3"]', '["4"]', '["5"]']);

    await expect(skippedRows.waive(connection, runId, { keys: ['["1"]', '["4"]', '["77"]'] })).resolves.toBe(2);
    await expect(skippedRows.waive(connection, runId, { code: "no such code" })).resolves.toBe(0);
    await expect(skippedRows.waive(connection, runId, { kind: "hot" })).resolves.toBe(0);
    await expect(skippedRows.waive(connection, runId, { code: group?.code ?? "" })).resolves.toBe(3);
    await expect(skippedRows.waive(connection, runId, {})).resolves.toBe(0);
    expect(await skippedRows.groups(connection, runId)).toMatchObject([{ status: "waived", rows: 5 }]);
    await expect(
      skippedRows.list(connection, runId, { after: null, limit: 9, status: "open", kind: "poison" }),
    ).resolves.toEqual([]);
  });

  test("a database in which no backfill ever began has none", async () => {
    const database = await fixture.target();
    const connection = await database.connect();
    const run = "00000000-0000-4000-8000-000000000000";
    await expect(engine.skippedRows.groups(connection, run)).resolves.toEqual([]);
    await expect(engine.skippedRows.list(connection, run, { after: null, limit: 10 })).resolves.toEqual([]);
  });
});

const WITH_ROW_LOCKS = engineFixtures().filter(({ engine }) => engine.capabilities.rowLocks);

describe.each(WITH_ROW_LOCKS)("$label: rows that others hold", (fixture) => {
  const { engine } = fixture;

  const holding = async (statement: string) => {
    const it = await counters(fixture);
    const held = await it.claim();
    const holder = await it.database.connect();
    await holder.query("BEGIN");
    await holder.query(statement);
    const { spec, layout } = it.scene;
    const skipping = (limit: number) =>
      engine.backfill.runBatch(it.connection, spec, layout, held, { limit, mode: "skip-locked" });
    return { ...it, held, holder, skipping };
  };

  test("are set aside in the batch's transaction, written later, and no change of their holder is lost", async () => {
    const { connection, runId, holder, skipping, listed, retry, database } = await holding(
      "UPDATE counter SET n = n + 2 WHERE id IN (5, 17)",
    );
    await expect(skipping(40)).resolves.toMatchObject({ scanned: 40, changed: 38, skipped: 2 });
    const [shard] = await engine.backfill.checkpoints(connection, runId);
    expect(shard).toMatchObject({ pos: '["40"]', rowsChanged: 38, rowsSkipped: 2 });
    const hot = { kind: "hot", status: "open", tries: 1, code: null };
    expect(await listed()).toMatchObject([
      { key: '["17"]', ...hot },
      { key: '["5"]', ...hot },
    ]);
    await expect(retry()).resolves.toEqual({ fixed: 0, gone: 0, stillOpen: 2 });
    expect(await listed()).toMatchObject([
      { kind: "hot", tries: 2 },
      { kind: "hot", tries: 2 },
    ]);
    await holder.query("COMMIT");
    await expect(retry()).resolves.toEqual({ fixed: 2, gone: 0, stillOpen: 0 });
    const rows = await database.exec("SELECT id, n FROM counter WHERE n <> 0 AND (n <> 1 OR id > 40) ORDER BY id");
    expect(rows.map((row) => [Number(row.id), Number(row.n)])).toEqual([
      [5, 3],
      [17, 3],
    ]);
  });

  test("that are deleted meanwhile come out as gone", async () => {
    const { holder, skipping, retry, countsOfN } = await holding("DELETE FROM counter WHERE id = 5");
    await expect(skipping(ROWS)).resolves.toMatchObject({ changed: ROWS - 1, skipped: 1, last: true });
    await holder.query("COMMIT");
    await expect(retry()).resolves.toEqual({ fixed: 0, gone: 1, stillOpen: 0 });
    expect(await countsOfN()).toEqual([[1, ROWS - 1]]);
  });

  test("turn to poison where their own data fails", async () => {
    const { holder, skipping, retry, listed } = await holding("UPDATE counter SET n = 4 WHERE id = 5");
    await skipping(ROWS);
    await holder.query("COMMIT");
    await expect(retry()).resolves.toEqual({ fixed: 0, gone: 0, stillOpen: 1 });
    expect(await listed()).toMatchObject([{ kind: "poison", tries: 2, message: expect.stringContaining("small") }]);
  });

  test("a batch that passes over locked rows takes 500 rows at most and leaves rows alone that need nothing", async () => {
    const database = await fixture.target();
    await database.exec("CREATE TABLE t (id integer PRIMARY KEY, n integer)");
    await database.exec("INSERT INTO t SELECT i, CASE WHEN i % 2 = 0 THEN 7 END FROM generate_series(1, 600) AS s(i)");
    const connection = await database.connect();
    const { spec, layout } = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "7" } });
    const held = await engine.backfill.claim(connection, { runId: spec.runId, shardNo: 0, floor: 0n, worker: "w" });
    if (!held) throw new Error("nothing to claim");
    const holder = await database.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT 1 FROM t WHERE id IN (2, 3) FOR UPDATE");
    const batch = engine.backfill.runBatch(connection, spec, layout, held, { limit: 10_000, mode: "skip-locked" });
    await expect(batch).resolves.toMatchObject({ scanned: 500, changed: 249, skipped: 1 });
    const listed = await engine.skippedRows.list(connection, spec.runId, { after: null, limit: 9 });
    expect(listed.map((it) => it.key)).toEqual(['["3"]']);
    await holder.query("ROLLBACK");
  });

  test("keys are kept as every other part writes them, whatever is in them", async () => {
    const database = await fixture.target();
    const characters = Array.from({ length: 0x2ff }, (_, index) => String.fromCodePoint(index + 1));
    const words = [...characters, "a\"b\\c/d'e", "\u2028\u2029", "日本", "😀", "", " x ", "null", "\u007f\u0080\ufeff"];
    await database.exec('CREATE TABLE "W d" ("K" text, "C d" text COLLATE "C", n integer, PRIMARY KEY ("K", "C d"))');
    for (const word of new Set(words)) await database.exec('INSERT INTO "W d" VALUES ($1, $1, 0)', [word]);
    const connection = await database.connect();
    const part = { table: { name: "W d" }, set: { n: "1" } };
    const { spec, layout } = await prepareBackfill(engine, connection, part);
    const holder = await database.connect();
    await holder.query("BEGIN");
    await holder.query('SELECT 1 FROM "W d" FOR UPDATE');
    for (let isLast = false; !isLast; ) {
      const held = await engine.backfill.claim(connection, { runId: spec.runId, shardNo: 0, floor: 0n, worker: "w" });
      if (!held) throw new Error("nothing to claim");
      const request = { limit: 500, mode: "skip-locked" } as const;
      isLast = (await engine.backfill.runBatch(connection, spec, layout, held, request)).last;
    }
    const listed = await engine.skippedRows.list(connection, spec.runId, { after: null, limit: 5_000 });
    const expected = [...new Set(words)].map((word) => keyTextOf([word, word]));
    expect(listed.map((it) => it.key).toSorted()).toEqual(expected.toSorted());
    await holder.query("ROLLBACK");
    const fixed = await engine.skippedRows.retry(connection, spec, layout, { ...EVERYTHING, limit: 5_000 });
    expect(fixed).toEqual({ fixed: expected.length, gone: 0, stillOpen: 0 });
    expect(await database.exec('SELECT DISTINCT n FROM "W d"')).toEqual([{ n: 1 }]);
  });

  test("no write of a busy application is lost and no row is done twice", async () => {
    const { database, connection, scene, runId, listed, retry } = await counters(fixture);
    const writers = new AbortController();
    onTestFinished(() => writers.abort());
    let written = 0;
    const write = async () => {
      const session = await database.connect();
      while (!writers.signal.aborted) {
        const ids = [1, 2, 3].map(() => 1 + Math.floor(Math.random() * ROWS)).toSorted((a, b) => a - b);
        await session.query("BEGIN");
        for (const id of new Set(ids)) {
          const { rowCount } = await session.query(`UPDATE counter SET m = m + 1 WHERE id = ${id}`);
          written += rowCount;
        }
        await session.query("COMMIT");
      }
    };
    const busy = Promise.all([write(), write()]);
    const held = await engine.backfill.claim(connection, { runId, shardNo: 0, floor: 0n, worker: "w" });
    if (!held) throw new Error("nothing to claim");
    for (let isLast = false; !isLast; ) {
      const request = { limit: 7, mode: "skip-locked" } as const;
      isLast = (await engine.backfill.runBatch(connection, scene.spec, scene.layout, held, request)).last;
    }
    while ((await listed()).some((row) => row.status === "open")) await retry();
    writers.abort();
    await busy;
    const rows = await database.exec("SELECT min(n)::int AS least, max(n)::int AS most, sum(m)::int AS m FROM counter");
    expect(rows).toEqual([{ least: 1, most: 1, m: written }]);
  });
});
