import { describe, expect, test } from "vitest";
import { type EngineFixture, engineFixtures } from "#test/engine-fixtures.ts";
import type { Connection } from "../connection.ts";
import { keyTextOf } from "../key-text.ts";
import { finishBackfill, plain, prepareBackfill, type Scene } from "./run-backfill.ts";

const ROWS = 60;

async function counters({ engine, target }: EngineFixture) {
  const database = await target();
  await database.exec("CREATE TABLE counter (id integer PRIMARY KEY, n integer, note text)");
  const values = Array.from({ length: ROWS }, (_, index) => `(${index + 1}, ${index % 3 === 0 ? "NULL" : index})`);
  await database.exec(`INSERT INTO counter (id, n) VALUES ${values.join(", ")}`);
  const connection = await database.connect();
  const scene = await prepareBackfill(engine, connection, {
    table: { name: "counter" },
    set: { n: "coalesce(n, 1000) + 1", note: "'was ' || id" },
    keepOldValues: true,
  });
  const contents = async () =>
    (await database.exec("SELECT id, n, note FROM counter ORDER BY id")).map(({ id, n, note }) => [
      Number(id),
      n === null ? null : Number(n),
      note,
    ]);
  return { database, connection, scene, contents };
}

describe.each(engineFixtures())("$label: undoing a backfill", (fixture) => {
  const { engine } = fixture;

  const undo = async (connection: Connection, { spec, layout }: Scene, limit: number) => {
    const total = { restored: 0, left: 0, transactions: 0 };
    for (let isDone = false; !isDone; total.transactions += 1) {
      const { restored, left, done } = await engine.backfill.restore(connection, spec, layout, limit);
      total.restored += restored;
      total.left += left;
      isDone = done;
    }
    return total;
  };

  test("puts back exactly what was there, over several transactions, NULL as NULL", async () => {
    const { connection, scene, contents } = await counters(fixture);
    const before = await contents();
    await finishBackfill(engine, connection, scene, { limit: 13 });
    expect(await contents()).not.toEqual(before);
    await expect(undo(connection, scene, 7)).resolves.toEqual({ restored: ROWS, left: 0, transactions: 9 });
    expect(await contents()).toEqual(before);
    await expect(undo(connection, scene, 7)).resolves.toEqual({ restored: 0, left: 0, transactions: 1 });
    expect(await contents()).toEqual(before);
  });

  test("of a backfill stopped half way covers what was done, and fences a worker that still holds it", async () => {
    const { connection, scene, contents } = await counters(fixture);
    const { spec, layout } = scene;
    const before = await contents();
    const claim = await engine.backfill.claim(connection, { runId: spec.runId, shardNo: 0, floor: 0n, worker: "w" });
    if (!claim) throw new Error("nothing to claim");
    await engine.backfill.runBatch(connection, spec, layout, claim, plain(20));
    await expect(undo(connection, scene, 1_000)).resolves.toEqual({ restored: 20, left: 0, transactions: 1 });
    expect(await contents()).toEqual(before);
    const late = engine.backfill.runBatch(connection, spec, layout, claim, plain(20));
    await expect(late).rejects.toMatchObject({ code: "fenced" });
    expect(await contents()).toEqual(before);
  });

  test("leaves rows that somebody changed or deleted since, and counts them", async () => {
    const { database, connection, scene, contents } = await counters(fixture);
    const before = await contents();
    await finishBackfill(engine, connection, scene, { limit: 100 });
    await database.exec("UPDATE counter SET n = 77 WHERE id = 4");
    await database.exec("UPDATE counter SET note = NULL WHERE id = 5");
    await database.exec("UPDATE counter SET note = 'WAS 7' WHERE id = 7");
    await database.exec("DELETE FROM counter WHERE id = 6");
    await expect(undo(connection, scene, 50)).resolves.toMatchObject({ restored: ROWS - 4, left: 4 });
    const changed = new Map<unknown, unknown>([
      [4, [4, 77, "was 4"]],
      [5, [5, 5, null]],
      [7, [7, 1001, "WAS 7"]],
    ]);
    expect(await contents()).toEqual(before.filter(([id]) => id !== 6).map((row) => changed.get(row[0]) ?? row));
  });

  test("keeps the first old value of a row that is written again", async () => {
    const { database, connection, scene, contents } = await counters(fixture);
    const { spec, layout } = scene;
    const before = await contents();
    await finishBackfill(engine, connection, scene, { limit: 100 });
    const shard = { postgresql: "sluice.backfill_shard", sqlite: "sluice_backfill_shard" }[fixture.dialect];
    await database.exec(`UPDATE ${shard} SET state = 'open', pos_key = lo_key WHERE shard_no = 0`);
    await finishBackfill(engine, connection, scene, { limit: 100 });
    const rows = await database.exec("SELECT n FROM counter WHERE id = 2");
    expect(rows.map((row) => Number(row.n))).toEqual([3]);
    await expect(undo(connection, { spec, layout }, 100)).resolves.toMatchObject({ restored: ROWS, left: 0 });
    expect(await contents()).toEqual(before);
  });

  test("is not carried over to another column by our own triggers", async () => {
    const database = await fixture.target();
    await database.exec("CREATE TABLE city (id integer PRIMARY KEY, lat text, latitude numeric(8, 5))");
    await database.exec("INSERT INTO city (id, lat) VALUES (1, '01.50'), (2, '2.25')");
    const connection = await database.connect();
    await engine.ddl.prepareTarget(connection);
    const table = await engine.introspector.table(connection, { name: "city" });
    const sync = {
      tag: "0a1b2c3d",
      table: { name: "city" },
      to: { latitude: "CAST(lat AS numeric)" },
      back: { lat: "CAST(latitude AS text)" },
    };
    const install = engine.sync.install(sync, { columns: table?.columns ?? [], primaryKey: ["id"] });
    for (const statement of install) await connection.query(statement);
    const part = { table: { name: "city" }, set: { latitude: "CAST(lat AS numeric)" }, keepOldValues: true };
    const scene = await prepareBackfill(engine, connection, part);
    await finishBackfill(engine, connection, scene, { limit: 10 });
    const { restored } = await undo(connection, scene, 10);
    expect(restored).toBe(2);
    const rows = await database.exec("SELECT lat, latitude FROM city ORDER BY id");
    expect(rows.map((row) => [row.lat, row.latitude])).toEqual([
      ["01.50", null],
      ["2.25", null],
    ]);
    // The triggers are there again for what the application writes.
    await database.exec("UPDATE city SET lat = '3.5' WHERE id = 2");
    const [row] = await database.exec("SELECT latitude FROM city WHERE id = 2");
    expect(Number(row?.latitude)).toBe(3.5);
  });

  test("covers rows that were set aside and written later", async () => {
    const { database, connection, scene, contents } = await counters(fixture);
    const { spec, layout } = scene;
    await database.exec("CREATE UNIQUE INDEX one_note ON counter (note)");
    await database.exec("INSERT INTO counter (id, note) VALUES (500, 'was 1')");
    const before = await contents();
    const again = await prepareBackfill(engine, connection, { ...spec, keepOldValues: true });
    const claim = await engine.backfill.claim(connection, {
      runId: again.spec.runId,
      shardNo: 0,
      floor: 0n,
      worker: "w",
    });
    if (!claim) throw new Error("nothing to claim");
    const aside = await engine.backfill.setAside(connection, again.spec, layout, claim, { code: "", message: "" });
    expect(aside.skipped).toBe(1);
    await finishBackfill(engine, connection, again, { limit: 100 });
    const request = { filter: {}, limit: 10, notWithinMs: 0 };
    await expect(engine.skippedRows.retry(connection, again.spec, again.layout, request)).resolves.toMatchObject({
      fixed: 1,
    });
    await expect(undo(connection, again, 100)).resolves.toMatchObject({ restored: ROWS + 1, left: 0 });
    expect(await contents()).toEqual(before);
  });

  test("finds its rows by keys of any text", async () => {
    const database = await fixture.target();
    const words = ["a\"b\\c/d'e", "\u0001\u001f\b\f\n\r\t\u007f", "\u2028日本😀", "", " x "];
    await database.exec("CREATE TABLE word (k text NOT NULL, id integer NOT NULL, n integer, PRIMARY KEY (k, id))");
    const quoted = words.map((word) => `('${word.replaceAll("'", "''")}', ${word.length}, ${word.length})`);
    await database.exec(`INSERT INTO word VALUES ${quoted.join(", ")}`);
    const connection = await database.connect();
    const part = { table: { name: "word" }, set: { n: "n + 1" }, keepOldValues: true };
    const scene = await prepareBackfill(engine, connection, part);
    await finishBackfill(engine, connection, scene, { limit: 2 });
    const undoTable = { postgresql: "sluice.backfill_undo", sqlite: "sluice_backfill_undo" }[fixture.dialect];
    const kept = await database.exec(`SELECT row_key FROM ${undoTable}`);
    const expected = words.map((word) => keyTextOf([word, String(word.length)]));
    expect(kept.map((row) => String(row.row_key)).toSorted()).toEqual(expected.toSorted());
    await expect(undo(connection, scene, 2)).resolves.toMatchObject({ restored: words.length, left: 0 });
    expect(await database.exec("SELECT 1 FROM word WHERE n <> id")).toEqual([]);
  });
});
