import { describe, expect, test } from "vitest";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import { NO_KEY } from "../key-text.ts";
import { countDiffering, finishBackfill, prepareBackfill, type Scene } from "./run-backfill.ts";

const SKIPS: PerDialect<string> = { postgresql: "sluice.backfill_skip", sqlite: "sluice_backfill_skip" };

const FAILING: PerDialect<{ readonly columns: string; readonly set: Record<string, string> }> = {
  postgresql: { columns: "old text, new jsonb", set: { new: "old::jsonb -> 'a'" } },
  sqlite: { columns: "old text, new text", set: { new: "json_extract(old, '$.a') || ''" } },
};

describe.each(engineFixtures())("$label: the verification", ({ engine, target, dialect }) => {
  const words = async () => {
    const database = await target();
    await database.exec('CREATE TABLE word ("W" text PRIMARY KEY NOT NULL, old text, new text)');
    const values = Array.from({ length: 100 }, (_, index) => `('k"${String(index).padStart(3, "0")}\\é', 'v${index}')`);
    await database.exec(`INSERT INTO word ("W", old) VALUES ${values.join(", ")}`);
    const connection = await database.connect();
    const part = { table: { name: "word" }, set: { new: "upper(old)" }, where: "old <> 'v7'" };
    const scene = await prepareBackfill(engine, connection, part);
    const page = (from: string, hi: string, limit: number) =>
      engine.verifier.verifyPage(connection, scene.spec, scene.layout, { from, hi, limit });
    return { database, connection, scene, page };
  };
  const setAside = (database: { exec(sql: string): Promise<unknown> }, { spec }: Scene, key: string, status: string) =>
    database.exec(
      `INSERT INTO ${SKIPS[dialect]} (run_id, row_key, shard_no, kind, status) VALUES ('${spec.runId}', '${key}', 0, 'poison', '${status}')`,
    );

  test("counts rows that differ, page by page, with keys of a few", async () => {
    const { page } = await words();
    const first = await page(NO_KEY, NO_KEY, 40);
    expect(first).toMatchObject({ scanned: 40, differing: 39, last: false });
    expect(first.sampleKeys).toHaveLength(10);
    expect(first.sampleKeys).toContain(JSON.stringify(['k"000\\é']));
    const second = await page(first.to, NO_KEY, 40);
    const third = await page(second.to, NO_KEY, 40);
    expect([second.scanned, third.scanned, third.last]).toEqual([40, 20, true]);
    expect(second.differing + third.differing).toBe(60);
    expect(await page(first.to, second.to, 1_000)).toMatchObject({ scanned: 40, to: second.to, last: true });
  });

  test("finds nothing after the backfill, and every row that is made wrong afterwards", async () => {
    const { database, connection, scene } = await words();
    await finishBackfill(engine, connection, scene, { limit: 30 });
    expect(await countDiffering(engine, connection, scene, 33)).toBe(0);
    await database.exec(`UPDATE word SET new = NULL WHERE old IN ('v3', 'v50')`);
    await database.exec(`UPDATE word SET new = 'v99' WHERE old = 'v99'`);
    await database.exec(`INSERT INTO word ("W", old) VALUES ('zz', 'late')`);
    await database.exec(`UPDATE word SET new = 'x' WHERE old = 'v7'`);
    expect(await countDiffering(engine, connection, scene, 33)).toBe(4);
  });

  test("passes over rows that are set aside and open, or waived; not over those that were fixed or are gone", async () => {
    const { database, connection, scene } = await words();
    await finishBackfill(engine, connection, scene, { limit: 30 });
    await database.exec(`UPDATE word SET new = NULL WHERE old IN ('v1', 'v2', 'v3', 'v4')`);
    const keyOf = (index: number) => JSON.stringify([`k"00${index}\\é`]);
    await setAside(database, scene, keyOf(1), "open");
    await setAside(database, scene, keyOf(2), "waived");
    await setAside(database, scene, keyOf(3), "fixed");
    await setAside(database, scene, keyOf(4), "gone");
    const other = { ...scene, spec: { ...scene.spec, runId: "00000000-0000-4000-8000-00000000000a" } };
    await setAside(database, other, keyOf(3), "open");
    const page = await engine.verifier.verifyPage(connection, scene.spec, scene.layout, {
      from: NO_KEY,
      hi: NO_KEY,
      limit: 1_000,
    });
    expect(page).toMatchObject({ differing: 2, sampleKeys: [keyOf(3), keyOf(4)] });
  });

  test("does not compute rows that are set aside, and counts a row for which the expression fails otherwise", async () => {
    const database = await target();
    const { columns, set } = FAILING[dialect];
    await database.exec(`CREATE TABLE doc (id integer PRIMARY KEY NOT NULL, ${columns})`);
    const values = Array.from({ length: 40 }, (_, index) => `(${index + 1}, '{"a":1}')`);
    await database.exec(`INSERT INTO doc (id, old) VALUES ${values.join(", ")}`);
    const connection = await database.connect();
    const scene = await prepareBackfill(engine, connection, { table: { name: "doc" }, set });
    await finishBackfill(engine, connection, scene, { limit: 30 });
    expect(await countDiffering(engine, connection, scene, 40)).toBe(0);
    await database.exec("UPDATE doc SET old = 'broken' WHERE id IN (5, 20)");
    await setAside(database, scene, JSON.stringify(["5"]), "waived");
    const keys: string[] = [];
    let differing = 0;
    for (let from = NO_KEY, last = false; !last; ) {
      const page = await engine.verifier.verifyPage(connection, scene.spec, scene.layout, {
        from,
        hi: NO_KEY,
        limit: 16,
      });
      differing += page.differing;
      keys.push(...page.sampleKeys);
      ({ to: from, last } = page);
    }
    expect([differing, keys]).toEqual([1, ['["20"]']]);
  });

  test("of an empty table, or behind its end, is over at once", async () => {
    const database = await target();
    await database.exec("CREATE TABLE t (id integer PRIMARY KEY, n integer)");
    const connection = await database.connect();
    const { spec, layout } = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "1" } });
    const page = (from: string, hi: string) =>
      engine.verifier.verifyPage(connection, spec, layout, { from, hi, limit: 9 });
    expect(await page(NO_KEY, NO_KEY)).toMatchObject({ scanned: 0, differing: 0, last: true });
    await database.exec("INSERT INTO t (id) VALUES (5)");
    expect(await page('["5"]', NO_KEY)).toMatchObject({ scanned: 0, differing: 0, last: true });
    expect(await page('["5"]', '["5"]')).toMatchObject({ scanned: 0, differing: 0, last: true });
    expect(await page(NO_KEY, '["5"]')).toMatchObject({ scanned: 1, differing: 1, to: '["5"]', last: true });
  });
});

describe.each(engineFixtures())("$label: a table and its copy", ({ engine, target }) => {
  const COLUMNS = { city: "id", name: "name", latitude: "CAST(lat AS numeric(8, 5))" };
  const cities = async () => {
    const database = await target();
    await database.exec('CREATE TABLE city (id integer PRIMARY KEY, "name" text, lat text)');
    await database.exec("CREATE TABLE city_v2 (city integer PRIMARY KEY, name text, latitude numeric(8, 5))");
    const values = Array.from(
      { length: 50 },
      (_, at) => `(${at * 3}, ${at % 7 === 0 ? "NULL" : `'c${at}'`}, '${at}.5')`,
    );
    await database.exec(`INSERT INTO city (id, name, lat) VALUES ${values.join(", ")}`);
    await database.exec("INSERT INTO city_v2 SELECT id, name, CAST(lat AS numeric(8, 5)) FROM city ORDER BY name");
    const connection = await database.connect();
    const copy = { from: { name: "city" }, to: { name: "city_v2" }, columns: COLUMNS };
    const compare = async (limit = 20) => {
      const pages = [];
      for (let after: string | null = NO_KEY; after !== null; ) {
        const page: Awaited<ReturnType<typeof engine.verifier.compareCopies>> = await engine.verifier.compareCopies(
          connection,
          copy,
          { after, limit },
        );
        pages.push(page);
        after = page.next;
      }
      return pages;
    };
    const differing = async (limit?: number) => (await compare(limit)).flatMap((page) => page.sampleKeys);
    return { database, connection, copy, compare, differing };
  };

  test("agree page by page, in whatever order their rows lie", async () => {
    const { compare } = await cities();
    const pages = await compare();
    expect(pages.map((it) => it.from.rows)).toEqual([20, 20, 10]);
    expect(pages.map((it) => it.to)).toEqual(pages.map((it) => it.from));
    expect(pages.flatMap((it) => it.sampleKeys)).toEqual([]);
    expect(new Set(pages.map((it) => it.from.hash)).size).toBe(3);
  });

  test.each([
    ["a changed value", "UPDATE city_v2 SET latitude = 1 WHERE city = 30", ["30"]],
    ["a letter's case", "UPDATE city_v2 SET name = 'C10' WHERE city = 30", ["30"]],
    ["NULL in place of an empty text", "UPDATE city SET name = '' WHERE id = 0", ["0"]],
    ["a text that reads like the mark of NULL", "UPDATE city SET name = '-' WHERE id = 0", ["0"]],
    ["a missing row", "DELETE FROM city_v2 WHERE city = 147", ["147"]],
    ["a row too many, between others", "INSERT INTO city_v2 VALUES (31, 'x', 1)", ["31"]],
    ["a row too many, at the end", "INSERT INTO city_v2 VALUES (1000, NULL, NULL)", ["1000"]],
    [
      "values of two rows exchanged",
      "UPDATE city_v2 SET name = CASE city WHEN 3 THEN 'c2' ELSE 'c1' END WHERE city IN (3, 6)",
      ["3", "6"],
    ],
  ])("differ by %s, and its key is told", async (_, change, keys) => {
    const { database, differing } = await cities();
    await database.exec(change);
    expect((await differing()).toSorted()).toEqual(keys.map((key) => JSON.stringify([key])));
  });

  test("are told apart also where one is empty, and a page never has more rows of one side than it may", async () => {
    const { database, compare, differing } = await cities();
    await database.exec("DELETE FROM city");
    expect(await differing(1_000)).toHaveLength(10);
    expect((await compare(20)).map((it) => [it.from.rows, it.to.rows])).toEqual([
      [0, 20],
      [0, 20],
      [0, 10],
    ]);
    await database.exec("DELETE FROM city_v2");
    expect((await compare()).map((it) => [it.from.rows, it.to.rows, it.next])).toEqual([[0, 0, null]]);
  });

  test("are refused without the same key, a known column, or a key at all", async () => {
    const { database, connection, copy } = await cities();
    await database.exec(
      "CREATE TABLE other (id text PRIMARY KEY NOT NULL, name text); CREATE TABLE loose (id integer)",
    );
    const refused = (to: string, columns: Record<string, string>) =>
      expect(
        engine.verifier.compareCopies(connection, { ...copy, to: { name: to }, columns }, { after: NO_KEY, limit: 9 }),
      ).rejects;
    await database.exec("INSERT INTO other VALUES ('a', 'b')");
    await refused("other", { name: "name" }).toMatchObject({
      code: "invalid-plan",
      message: expect.stringContaining("same key"),
    });
    await refused("loose", { id: "id" }).toMatchObject({
      code: "invalid-plan",
      message: expect.stringContaining("no key"),
    });
    await refused("city_v2", { city: "id", absent: "1" }).toMatchObject({
      code: "invalid-plan",
      message: expect.stringContaining("absent"),
    });
  });
});
