import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import type { BackfillSpec } from "../backfill-store.ts";

const ROWS = 6_000;
const REQUEST = { ranges: 3, rows: 400, added: {} };
/** Whether the engine can say what a statement wrote into its log. */
const KNOWS_WAL: PerDialect<boolean> = { postgresql: true, sqlite: false };
const COPIES: PerDialect<"in place" | "on a copy"> = { postgresql: "on a copy", sqlite: "in place" };
const LOCKS: PerDialect<string> = { postgresql: "RowExclusiveLock", sqlite: "the file's write lock" };

describe.each(engineFixtures())("$label: a dry run", ({ engine, target, dialect }) => {
  const city = async (columns = "latitude numeric(8, 5)") => {
    const database = await target();
    const extra = columns === "" ? "" : `, ${columns}`;
    await database.exec(`CREATE TABLE "City" (id integer PRIMARY KEY, lat text${extra})`);
    await database.exec('CREATE INDEX city_lat ON "City" (lat)');
    const values = Array.from({ length: ROWS }, (_, index) => `(${index + 1}, '${(index % 90) + 0.123456}')`);
    await database.exec(`INSERT INTO "City" (id, lat) VALUES ${values.join(", ")}`);
    const connection = await database.connect();
    const spec = (part: Partial<BackfillSpec> = {}): BackfillSpec => ({
      runId: randomUUID(),
      databaseId: randomUUID(),
      serverId: "",
      table: { name: "City" },
      set: { latitude: "round(CAST(lat AS numeric), 5)" },
      where: null,
      ...part,
    });
    const state = async () => JSON.stringify(await database.exec('SELECT * FROM "City" ORDER BY id'));
    return { database, connection, spec, state };
  };

  test("executes sampled ranges, tells what they cost, and leaves nothing behind", async () => {
    const { database, connection, spec, state } = await city();
    const before = await state();
    const result = await engine.dryRun.run(connection, spec(), REQUEST);
    expect(await state()).toBe(before);
    expect(result).toMatchObject({ where: "in place", rowEstimate: ROWS, warnings: expect.any(Array) });
    expect(result.key).toContain("(id)");
    expect(result.statement).toContain("latitude");
    expect(result.plan.length).toBeGreaterThan(0);
    expect(result.ranges.map((it) => [it.rows, it.changed])).toEqual([
      [400, 400],
      [400, 400],
      [400, 400],
    ]);
    expect(new Set(result.ranges.map((it) => it.to)).size).toBe(3);
    expect(result.locks).toEqual([LOCKS[dialect]]);
    expect(result.longestMs).toBeGreaterThan(0);
    expect(result.rowsPerSecond?.low).toBeGreaterThan(0);
    expect(result.seconds?.high).toBeGreaterThanOrEqual(result.seconds?.low ?? Number.POSITIVE_INFINITY);
    expect(result.walBytesPerRow !== null).toBe(KNOWS_WAL[dialect]);
    if (KNOWS_WAL[dialect]) {
      expect(result.walBytesPerRow).toBeGreaterThan(40);
      expect(result.diskBytes).toBeGreaterThan(100_000);
    }
    // Nobody waits behind it: the session is free of transactions.
    await database.exec('UPDATE "City" SET lat = lat WHERE id = 1');
  });

  test("measures a column that a step of the plan has yet to add, and never touches the table for it", async () => {
    const { database, connection, spec, state } = await city("");
    const before = await state();
    const result = await engine.dryRun.run(connection, spec(), { ...REQUEST, added: { latitude: "numeric(8, 5)" } });
    expect(await state()).toBe(before);
    expect(result.where).toBe(COPIES[dialect]);
    expect(result.ranges.map((it) => it.changed)).toEqual([400, 400, 400]);
    expect(result.locks).toEqual([LOCKS[dialect]]);
    expect(result.warnings.join(" ")).toMatch(/not there yet/);
    const tables = await engine.introspector.tables(connection);
    expect(tables.map((it) => it.name)).toEqual(["City"]);
    await database.exec('UPDATE "City" SET lat = lat WHERE id = 1');
  });

  test("refuses a column that nothing adds", async () => {
    const { connection, spec } = await city("");
    await expect(engine.dryRun.run(connection, spec(), REQUEST)).rejects.toMatchObject({
      code: "invalid-plan",
      message: expect.stringContaining("latitude"),
    });
  });

  test("tells of rows that cannot be written, and measures the other ranges", async () => {
    const { connection, spec, database, state } = await city("latitude numeric(8, 5) CHECK (latitude < 80)");
    await database.exec(`UPDATE "City" SET lat = '1'`);
    await database.exec(`UPDATE "City" SET lat = '85.5' WHERE id = 50`);
    const before = await state();
    const result = await engine.dryRun.run(connection, spec(), REQUEST);
    expect(await state()).toBe(before);
    expect(result.ranges.map((it) => it.changed)).toEqual([0, 400, 400]);
    expect(result.warnings.join(" ")).toMatch(/cannot be written, and would be set aside/);
    expect(result.warnings.join(" ")).not.toContain("85.5");
  });

  test("of an empty table has nothing to measure, and says so", async () => {
    const database = await target();
    await database.exec("CREATE TABLE t (id integer PRIMARY KEY, n integer)");
    const spec = { runId: randomUUID(), databaseId: randomUUID(), serverId: "", where: null };
    const part = { ...spec, table: { name: "t" }, set: { n: "1" } };
    const result = await engine.dryRun.run(await database.connect(), part, REQUEST);
    expect(result).toMatchObject({ ranges: [], rowsPerSecond: null, seconds: null });
    expect(result.warnings.join(" ")).toMatch(/empty/);
  });

  test("samples a table without a key", async () => {
    const database = await target();
    await database.exec("CREATE TABLE t (a integer, b integer)");
    const values = Array.from({ length: ROWS }, (_, index) => `(${index})`);
    await database.exec(`INSERT INTO t (a) VALUES ${values.join(", ")}`);
    const spec = { runId: randomUUID(), databaseId: randomUUID(), serverId: "", where: null };
    const part = { ...spec, table: { name: "t" }, set: { b: "a * 2" } };
    const result = await engine.dryRun.run(await database.connect(), part, REQUEST);
    expect(result.ranges.length).toBeGreaterThan(0);
    expect(result.ranges.every((it) => it.changed === it.rows)).toBe(true);
  });
});
