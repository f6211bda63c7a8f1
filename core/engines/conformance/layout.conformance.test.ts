import { describe, expect, test } from "vitest";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import type { BackfillLayout } from "../backfill-store.ts";
import { countDiffering, finishBackfill, prepareBackfill, sum } from "./run-backfill.ts";

const ROWS = 30_000;
/** Ranges and a tail on engines that cut; one range on an engine with one writer. */
const CUTS: PerDialect<boolean> = { postgresql: true, sqlite: false };
const ANALYZE: PerDialect<string> = { postgresql: "ANALYZE t", sqlite: "ANALYZE" };
/** `i` from 1 to the number of rows. */
const SERIES: PerDialect<(count: number) => string> = {
  postgresql: (count) => `generate_series(1, ${count}) AS s(i)`,
  sqlite: (count) =>
    `(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${count}) SELECT i FROM s) AS s`,
};

describe.each(engineFixtures())("$label: a layout", ({ engine, target, dialect }) => {
  const filled = async (columns: string, values: string, count = ROWS) => {
    const database = await target();
    await database.exec(`CREATE TABLE t (${columns})`);
    await database.exec(`INSERT INTO t SELECT ${values} FROM ${SERIES[dialect](count)}`);
    return { database, connection: await database.connect() };
  };
  /** All shards but the tail. */
  const realOf = (layout: BackfillLayout) => layout.shards.filter((shard) => shard.lo !== shard.hi);

  test.each(["analyzed", "never analyzed"])("cuts a table (%s) into ranges of about equally many rows", async (how) => {
    const { database, connection } = await filled(
      "id integer PRIMARY KEY, n integer NOT NULL",
      "i * (CASE WHEN i > 20000 THEN 50 ELSE 1 END), 0",
    );
    if (how === "analyzed") await database.exec(ANALYZE[dialect]);
    const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "n + 1" }, shards: 8 });
    const real = realOf(scene.layout);
    expect(real).toHaveLength(CUTS[dialect] ? 8 : 1);
    expect(real.map((shard) => shard.lo)).toEqual(["[]", ...real.map((shard) => shard.hi).slice(0, -1)]);
    expect(sum(real.map((shard) => shard.rowEstimate ?? 0))).toBeGreaterThan(ROWS * 0.9);

    await finishBackfill(engine, connection, scene, { limit: 1_000 });
    const rows = await database.exec("SELECT n, count(*) AS c FROM t GROUP BY n");
    expect(rows.map((row) => [Number(row.n), Number(row.c)])).toEqual([[1, ROWS]]);
    const checkpoints = await engine.backfill.checkpoints(connection, scene.spec.runId);
    const scanned = checkpoints.filter((it) => it.lo !== it.hi).map((it) => it.rowsScanned);
    expect(Math.max(...scanned)).toBeLessThan((2 * ROWS) / scanned.length + 1);
  });

  test("leaves a small table whole", async () => {
    const { connection } = await filled("id integer PRIMARY KEY, n integer", "i, 0", 500);
    const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "1" }, shards: 16 });
    expect(realOf(scene.layout)).toMatchObject([{ lo: "[]", rowEstimate: 500 }]);
  });

  test("cuts a composite key whose first column has few values", async () => {
    const { database, connection } = await filled(
      'country text NOT NULL, "No" integer NOT NULL, n integer NOT NULL, PRIMARY KEY (country, "No")',
      "CASE WHEN i % 10 = 0 THEN 'se' ELSE 'de' END, i, 0",
    );
    await database.exec(ANALYZE[dialect]);
    const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "n + 1" }, shards: 6 });
    expect(realOf(scene.layout).length).toBe(CUTS[dialect] ? 6 : 1);
    const shares: number[] = [];
    await finishBackfill(engine, connection, scene, {
      limit: 1_500,
      async afterBatch() {
        const shards = await engine.backfill.checkpoints(connection, scene.spec.runId);
        const parts = shards.map((shard) => engine.backfill.fraction(connection, scene.spec, scene.layout, shard));
        shares.push(sum(await inOrder(parts)));
      },
    });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    const rows = await database.exec("SELECT count(*) AS c FROM t WHERE n = 1");
    expect(Number(rows[0]?.c)).toBe(ROWS);
  });

  test("shows the share of each of several ranges by its own bounds", async () => {
    const { connection } = await filled("id integer PRIMARY KEY, n integer NOT NULL", "i, 0");
    const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "7" }, shards: 4 });
    const [first] = realOf(scene.layout);
    if (!first) throw new Error("no range");
    const last = realOf(scene.layout).at(-1) ?? first;
    const of = async (shard: typeof first, rows: number) => {
      const request = { runId: scene.spec.runId, shardNo: shard.shardNo, floor: 0n, worker: "w" };
      const claim = await engine.backfill.claim(connection, request);
      if (!claim) throw new Error("nothing to claim");
      await engine.backfill.runBatch(connection, scene.spec, scene.layout, claim, { limit: rows, mode: "plain" });
      const shards = await engine.backfill.checkpoints(connection, scene.spec.runId);
      const found = shards.find((it) => it.shardNo === shard.shardNo);
      if (!found) throw new Error("no checkpoint");
      return await engine.backfill.fraction(connection, scene.spec, scene.layout, found);
    };
    const half = Math.round(ROWS / realOf(scene.layout).length / 2);
    expect(await of(last, half)).toBeCloseTo(0.5, 1);
  });

  test("walks a table without a key by the address of its rows, and refuses there what may not be done twice", async () => {
    const { database, connection } = await filled("a integer, b integer", "i % 7, NULL");
    const part = { table: { name: "t" }, set: { b: "a * 2" }, shards: 4 };
    const scene = await prepareBackfill(engine, connection, part);
    expect(scene.layout.key.kind).toBe("address");
    expect(realOf(scene.layout).length).toBe(CUTS[dialect] ? 4 : 1);
    expect(await countDiffering(engine, connection, scene, 1_000)).toBe(ROWS);
    let moved = 0;
    const shares: number[] = [];
    await finishBackfill(engine, connection, scene, {
      limit: 900,
      async afterBatch() {
        // Others move rows about while it runs.
        moved += 1;
        await database.exec(`UPDATE t SET a = a WHERE a = ${moved % 7} AND b IS NULL`);
        const [shard] = await engine.backfill.checkpoints(connection, scene.spec.runId);
        if (shard) shares.push(await engine.backfill.fraction(connection, scene.spec, scene.layout, shard));
      },
    });
    expect(Math.max(...shares)).toBe(1);
    // A row that moved from before the batches to behind them is found by the verification, and by another pass.
    if ((await countDiffering(engine, connection, scene, 1_000)) > 0) {
      await finishBackfill(engine, connection, await prepareBackfill(engine, connection, part), { limit: 5_000 });
    }
    expect(await countDiffering(engine, connection, scene, 1_000)).toBe(0);
    const rows = await database.exec("SELECT count(*) AS c FROM t WHERE b = a * 2");
    expect(Number(rows[0]?.c)).toBe(ROWS);

    const twice = prepareBackfill(engine, connection, { table: { name: "t" }, set: { b: "b + 1" } });
    await expect(twice).rejects.toMatchObject({ code: "invalid-plan", message: expect.stringContaining("key") });
    const undone = prepareBackfill(engine, connection, { ...part, keepOldValues: true });
    await expect(undone).rejects.toMatchObject({
      code: "invalid-plan",
      message: expect.stringContaining("keep-old-values"),
    });
  });

  test("is the same twice, so that a worker that lays out anew comes to the same checkpoints", async () => {
    const { connection } = await filled("id integer PRIMARY KEY, n integer", "i, 0");
    const { spec, layout } = await prepareBackfill(engine, connection, {
      table: { name: "t" },
      set: { n: "1" },
      shards: 5,
    });
    const again = await engine.backfill.layout(connection, spec, { shards: 5 });
    expect(again).toEqual(layout);
    await engine.backfill.verifyUnchanged(connection, spec, again);
  });
});

async function inOrder(values: readonly Promise<number>[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (const value of values) found.push(await value);
  return found;
}
