import { describe, expect, test } from "vitest";
import type { Dialect } from "#core/domain/dialect.ts";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";

const NAME: PerDialect<RegExp> = { postgresql: /^PostgreSQL \d+\.\d+$/, sqlite: /^SQLite 3\.\d+\.\d+$/ };
const ENUMS: PerDialect<readonly object[]> = {
  postgresql: [{ schema: "public", name: "Mood", values: ["sad", "ok"] }],
  sqlite: [],
};
const TYPE_OF_TEXT: PerDialect<RegExp> = { postgresql: /^text$/, sqlite: /^text$/i };

describe.each(engineFixtures())("$label: what is there", ({ engine, target, dialect }) => {
  const { introspector } = engine;
  const begin = async () => {
    const database = await target();
    await database.exec("CREATE TABLE country (code text PRIMARY KEY NOT NULL)");
    await database.exec(
      `CREATE TABLE "City" (id integer PRIMARY KEY, code text NOT NULL DEFAULT 'de' REFERENCES country (code), pop integer CHECK (pop >= 0))`,
    );
    await database.exec('CREATE UNIQUE INDEX city_big ON "City" (code, pop) WHERE pop > 1000');
    await database.exec("CREATE VIEW codes AS SELECT code FROM country");
    return { database, connection: await database.connect() };
  };

  test("the probe names server, rights and nothing missing, and changes nothing", async () => {
    const { database, connection } = await begin();
    const probe = await introspector.probe(connection);
    expect(probe.version).toMatch(NAME[dialect]);
    expect(probe.versionNumber).toBeGreaterThan(30_000);
    expect(probe.bytes).toBeGreaterThan(0);
    expect(probe.readOnly).toBe(false);
    expect(probe.rights).toEqual({ createTables: true, createTriggers: true, sluiceSchema: true });
    expect(probe.missing.filter((it) => it.required)).toEqual([]);
    expect(probe.warnings).toEqual([]);
    expect((await introspector.probe(await database.connect())).serverId).toBe(probe.serverId);
    expect((await introspector.tables(connection)).map((it) => it.name).toSorted()).toEqual([
      "City",
      "codes",
      "country",
    ]);
  });

  test("names of indexes and types are told for suggestions, those of users only", async () => {
    const { database, connection } = await begin();
    await engine.ddl.prepareTarget(connection);
    if (dialect === "postgresql") await database.exec(`CREATE TYPE public."Mood" AS ENUM ('sad', 'ok')`);
    const { indexes, enums } = await introspector.names(connection);
    expect(indexes.map((it) => [it.name, it.table])).toContainEqual(["city_big", "City"]);
    expect(indexes.filter((it) => it.table.startsWith("sluice"))).toEqual([]);
    expect(enums).toEqual(ENUMS[dialect]);
  });

  test("two databases have two identities", async () => {
    const [a, b] = [await begin(), await begin()];
    const ids = await Promise.all([a, b].map(async (it) => (await introspector.probe(it.connection)).serverId));
    expect(new Set(ids).size).toBe(2);
  });

  test("tables come with kind and size, a table with columns, indexes and constraints", async () => {
    const { connection } = await begin();
    await engine.ddl.prepareTarget(connection);
    const tables = await introspector.tables(connection);
    expect(tables.map((it) => [it.name, it.kind]).toSorted()).toEqual([
      ["City", "table"],
      ["codes", "view"],
      ["country", "table"],
    ]);

    const city = await introspector.table(connection, { name: "City" });
    expect(city?.columns.map((it) => [it.name, it.nullable, it.generated])).toEqual([
      ["id", NULLABLE_KEY[dialect], false],
      ["code", false, false],
      ["pop", true, false],
    ]);
    expect(city?.columns[1]?.type).toMatch(TYPE_OF_TEXT[dialect]);
    expect(city?.columns[1]?.default).toMatch(/^'de'/);
    const index = city?.indexes.find((it) => it.name === "city_big");
    expect(index).toMatchObject({ columns: ["code", "pop"], unique: true, primary: false, valid: true, partial: true });
    expect(city?.constraints.map((it) => it.kind)).toEqual(expect.arrayContaining(["foreign key", "check"]));
    expect(await introspector.table(connection, { name: "nowhere" })).toBeNull();
  });

  test("the fingerprint follows the schema, not the rows", async () => {
    const { database, connection } = await begin();
    const print = () => introspector.fingerprint(connection, [{ name: "City" }, { name: "country" }]);
    const before = await print();
    await database.exec("INSERT INTO country VALUES ('de'), ('fr')");
    expect(await print()).toBe(before);
    expect(await introspector.fingerprint(connection, [{ name: "country" }, { name: "City" }])).toBe(before);
    await database.exec("ALTER TABLE country ADD COLUMN name text");
    expect(await print()).not.toBe(before);
  });

  test("activity and holders answer, or say that nothing can be seen", async () => {
    const { connection } = await begin();
    const activity = await introspector.activity(connection);
    expect(activity.lockWaits).toEqual([]);
    expect(await introspector.holders(connection, [{ name: "City" }])).toEqual([]);
    expect(activity.gaps.length > 0).toBe(!engine.capabilities.activity);
  });

  const NULLABLE_KEY: Readonly<Record<Dialect, boolean>> = { postgresql: false, sqlite: false };
});
