import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import type { SyncSpec } from "../sync-writer.ts";
import { finishBackfill, prepareBackfill } from "./run-backfill.ts";

const TAG = "0a1b2c3d";

describe.each(engineFixtures())("$label: a sync", ({ engine, target }) => {
  const begin = async (create: string, part: Omit<SyncSpec, "tag">) => {
    const database = await target();
    await database.exec(create);
    const connection = await database.connect();
    await engine.ddl.prepareTarget(connection);
    const spec = { ...part, tag: TAG };
    const step = { runId: randomUUID(), stepId: "expand.2", direction: "do" as const };
    const run = async (statements: readonly string[], direction: "do" | "undo") =>
      await engine.ddl.runShort(connection, { ledger: { ...step, direction }, statements, lockTimeoutMs: 1_000 });
    const table = await engine.introspector.table(connection, part.table);
    const primaryKey = table?.indexes.find((it) => it.primary)?.columns.flatMap((it) => it ?? []) ?? ["id"];
    await run(engine.sync.install(spec, { columns: table?.columns ?? [], primaryKey }), "do");
    const select = async (sql: string) => (await database.exec(sql)).map((row) => Object.values(row).map(plain));
    return { database, connection, select, remove: () => run(engine.sync.remove(spec), "undo") };
  };
  /** Servers render decimals as text or as numbers. */
  const plain = (value: unknown): unknown => (value === null || Number.isNaN(Number(value)) ? value : Number(value));

  const city = () =>
    begin("CREATE TABLE city (id integer PRIMARY KEY, name text, lat text, latitude numeric(8, 5))", {
      table: { name: "city" },
      to: { latitude: "CAST(lat AS numeric)" },
      back: { lat: "CAST(latitude AS text)" },
    });

  test("carries a write on either side to the other, also for several rows at once", async () => {
    const { database, select } = await city();
    await database.exec("INSERT INTO city (id, lat) VALUES (1, '1.5'), (2, '2.5'), (3, NULL)");
    await database.exec("INSERT INTO city (id, latitude) VALUES (4, 4.5)");
    expect(await select("SELECT lat, latitude FROM city ORDER BY id")).toEqual([
      [1.5, 1.5],
      [2.5, 2.5],
      [null, null],
      [4.5, 4.5],
    ]);
    await database.exec("UPDATE city SET lat = '10.5' WHERE id IN (1, 2)");
    await database.exec("UPDATE city SET latitude = 30.25 WHERE id IN (3, 4)");
    expect(await select("SELECT lat, latitude FROM city ORDER BY id")).toEqual([
      [10.5, 10.5],
      [10.5, 10.5],
      [30.25, 30.25],
      [30.25, 30.25],
    ]);
    await database.exec("UPDATE city SET lat = NULL WHERE id = 1");
    expect(await select("SELECT lat, latitude FROM city WHERE id = 1")).toEqual([[null, null]]);
  });

  test("keeps what an application that writes both sides has written", async () => {
    const { database, select } = await city();
    await database.exec("INSERT INTO city (id, lat, latitude) VALUES (1, '1.5', 7)");
    expect(await select("SELECT lat, latitude FROM city")).toEqual([[1.5, 7]]);
    await database.exec("UPDATE city SET lat = '2.5', latitude = 8");
    expect(await select("SELECT lat, latitude FROM city")).toEqual([[2.5, 8]]);
    await database.exec("UPDATE city SET name = 'x'");
    expect(await select("SELECT lat, latitude FROM city")).toEqual([[2.5, 8]]);
  });

  test("lets the backfill fill the new column without rewriting the old one", async () => {
    const { database, connection, remove } = await city();
    await remove();
    await database.exec("INSERT INTO city (id, lat) VALUES (1, '01.50'), (2, '2'), (3, NULL)");
    const spec = {
      tag: TAG,
      table: { name: "city" },
      to: { latitude: "CAST(lat AS numeric)" },
      back: { lat: "CAST(latitude AS text)" },
    };
    const table = await engine.introspector.table(connection, { name: "city" });
    for (const statement of engine.sync.install(spec, { columns: table?.columns ?? [], primaryKey: ["id"] }))
      await connection.query(statement);
    const part = {
      table: { name: "city" },
      set: { latitude: "CAST(lat AS numeric)" },
      where: "latitude IS NULL AND lat IS NOT NULL",
    };
    const scene = await prepareBackfill(engine, connection, part);
    await finishBackfill(engine, connection, scene, { limit: 2 });
    const rows = await database.exec("SELECT lat, latitude FROM city ORDER BY id");
    expect(rows.map((row) => row.lat)).toEqual(["01.50", "2", null]);
    expect(rows.map((row) => plain(row.latitude))).toEqual([1.5, 2, null]);
  });

  test("keeps independent pairs of columns apart", async () => {
    const { database, select } = await begin(
      "CREATE TABLE city (id integer PRIMARY KEY, lat text, lng text, latitude numeric, longitude numeric)",
      {
        table: { name: "city" },
        to: { latitude: "CAST(lat AS numeric)", longitude: "CAST(lng AS numeric)" },
        back: { lat: "CAST(latitude AS text)", lng: "CAST(longitude AS text)" },
      },
    );
    await database.exec("INSERT INTO city (id, lat, lng) VALUES (1, '1.50', '2.50')");
    await database.exec("UPDATE city SET latitude = 9");
    expect(await select("SELECT lat, latitude, longitude FROM city")).toEqual([[9, 9, 2.5]]);
    await database.exec("UPDATE city SET lng = '8'");
    expect(await select("SELECT latitude, longitude FROM city")).toEqual([[9, 8]]);
    // Its own pair was not touched from the new side, so its text is what somebody wrote.
    expect((await database.exec("SELECT lng FROM city"))[0]?.lng).toBe("8");
  });

  test("goes forward only where no way back is given", async () => {
    const { database, select } = await begin(
      "CREATE TABLE person (id integer PRIMARY KEY, first text, last text, whole text)",
      {
        table: { name: "person" },
        to: { whole: "first || ' ' || last" },
        back: {},
      },
    );
    await database.exec("INSERT INTO person (id, first, last) VALUES (1, 'Ada', 'Byron')");
    await database.exec("UPDATE person SET last = 'Lovelace'");
    expect(await select("SELECT first, last, whole FROM person")).toEqual([["Ada", "Lovelace", "Ada Lovelace"]]);
    await database.exec("UPDATE person SET whole = 'Countess'");
    expect(await select("SELECT first, last, whole FROM person")).toEqual([["Ada", "Lovelace", "Countess"]]);
  });

  test("quotes names in mixed case, with quotes and of keywords", async () => {
    const { database, select } = await begin(
      'CREATE TABLE "Or""der" ("Id" integer PRIMARY KEY, "from" text, "To ""X""" text)',
      {
        table: { name: 'Or"der' },
        to: { 'To "X"': `"from" || '$sluice$'` },
        back: { from: `replace("To ""X""", '$sluice$', '')` },
      },
    );
    await database.exec(`INSERT INTO "Or""der" ("Id", "from") VALUES (1, 'a')`);
    await database.exec(`INSERT INTO "Or""der" ("Id", "To ""X""") VALUES (2, 'b$sluice$')`);
    expect(await select('SELECT "from", "To ""X""" FROM "Or""der" ORDER BY "Id"')).toEqual([
      ["a", "a$sluice$"],
      ["b", "b$sluice$"],
    ]);
  });

  test("is gone after its removal, which can be repeated", async () => {
    const { database, connection, select, remove } = await city();
    await remove();
    for (const statement of engine.sync.remove({ tag: TAG, table: { name: "city" } }))
      await connection.query(statement);
    await database.exec("INSERT INTO city (id, lat) VALUES (1, '1.5')");
    expect(await select("SELECT lat, latitude FROM city")).toEqual([[1.5, null]]);
    expect((await engine.introspector.table(connection, { name: "city" }))?.triggers).toEqual([]);
  });

  test("says what it cannot do", () => {
    const table = { name: "city" };
    expect(engine.sync.problems({ tag: TAG, table, to: { b: "a" }, back: { a: "b" } })).toEqual([]);
    expect(engine.sync.problems({ tag: TAG, table, to: { b: "a" }, back: { b: "a" } })).not.toEqual([]);
    expect(engine.sync.problems({ tag: TAG, table, to: { b: "b || a" }, back: {} })).not.toEqual([]);
  });
});
