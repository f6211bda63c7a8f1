import { expect, onTestFinished, test } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { finishBackfill, prepareBackfill } from "../conformance/run-backfill.ts";
import type { SyncSpec } from "../sync-writer.ts";

const engine = engineOf("postgresql");
const TO = { latitude: "lat::numeric(8,5)" };
const BACK = { lat: "latitude::text" };
const CITY =
  "CREATE TABLE city (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, lat text, latitude numeric(8, 5))";

async function synced(create: string, part: Partial<SyncSpec> = {}) {
  const database = await targetDatabase("postgresql");
  await database.exec(create);
  const connection = await engine.connect(database.address, { applicationName: "sluice:test" });
  onTestFinished(() => connection.close());
  await engine.ddl.prepareTarget(connection);
  const spec: SyncSpec = { tag: "00c0ffee", table: { name: "city" }, to: TO, back: BACK, ...part };
  const table = await engine.introspector.table(connection, spec.table);
  const statements = engine.sync.install(spec, { columns: table?.columns ?? [], primaryKey: ["id"] });
  await database.exec("BEGIN");
  for (const statement of statements) await database.exec(statement);
  await database.exec("COMMIT");
  return { ...database, connection };
}

test("C: what a new client wrote stays when an old one updates another column; B, L: the backfill leaves the old column alone", async () => {
  const { exec, connection } = await synced(CITY);
  await exec("ALTER TABLE city DISABLE TRIGGER ALL");
  await exec("INSERT INTO city (lat) VALUES ('01.500'), ('2')");
  await exec('ALTER TABLE city ENABLE ALWAYS TRIGGER "~~sluice_00c0ffee"');
  await exec("UPDATE city SET name = 'unrelated'");
  expect(await exec("SELECT lat, latitude FROM city ORDER BY id")).toEqual([
    { lat: "01.500", latitude: null },
    { lat: "2", latitude: null },
  ]);
  const part = { table: { name: "city" }, set: TO, where: "latitude IS NULL AND lat IS NOT NULL" };
  await finishBackfill(engine, connection, await prepareBackfill(engine, connection, part), { limit: 10 });
  expect(await exec("SELECT lat, latitude FROM city ORDER BY id")).toEqual([
    { lat: "01.500", latitude: "1.50000" },
    { lat: "2", latitude: "2.00000" },
  ]);
  await exec("UPDATE city SET latitude = 7 WHERE id = 1");
  await exec("UPDATE city SET name = 'x'");
  expect(await exec("SELECT lat, latitude FROM city WHERE id = 1")).toEqual([{ lat: "7.00000", latitude: "7.00000" }]);
});

test("D, E, I: neither search_path nor a function that pins it makes a difference", async () => {
  const { exec } = await synced(
    `CREATE SCHEMA ext; CREATE FUNCTION ext.half(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN $1 / 2; ${CITY}`,
    {
      to: { latitude: "ext.half(lat::numeric)" },
      back: {},
    },
  );
  await exec(
    `CREATE FUNCTION ext.write() RETURNS void LANGUAGE sql SET search_path = 'v2', pg_temp AS $$ INSERT INTO public.city (lat) VALUES ('4') $$`,
  );
  await exec("SELECT ext.write()");
  await exec("BEGIN; SET LOCAL search_path = ''; INSERT INTO public.city (lat) VALUES ('8'); COMMIT");
  expect(await exec("SELECT latitude FROM city ORDER BY id")).toEqual([
    { latitude: "2.00000" },
    { latitude: "4.00000" },
  ]);
});

test("F: it runs after the user's own triggers, whatever their names", async () => {
  const { exec } = await synced(CITY);
  await exec(`CREATE FUNCTION shift() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.lat := '50'; RETURN NEW; END $$;
    CREATE TRIGGER zzz_last BEFORE INSERT OR UPDATE ON city FOR EACH ROW EXECUTE FUNCTION shift()`);
  await exec("INSERT INTO city (lat) VALUES ('1')");
  expect(await exec("SELECT lat, latitude FROM city")).toEqual([{ lat: "50", latitude: "50.00000" }]);
});

test("G: it fires for an apply worker and a loader too", async () => {
  const { exec } = await synced(CITY);
  await exec("BEGIN; SET LOCAL session_replication_role = replica; INSERT INTO city (lat) VALUES ('3'); COMMIT");
  expect(await exec("SELECT latitude FROM city")).toEqual([{ latitude: "3.00000" }]);
});

test("H, Q: names of 63 bytes and in unicode do not collide", async () => {
  const table = `${"Größe".repeat(8)}_${"x".repeat(6)}`;
  const name = `${"ü".repeat(31)}`;
  const { exec } = await synced(`CREATE TABLE "${table}" (id int PRIMARY KEY, "${name}" text, "${name}2" text)`, {
    table: { name: table },
    to: { [`${name}2`.slice(0, 32)]: `"${name}" || '!'` },
    back: {},
  });
  await exec(`INSERT INTO "${table}" (id, "${name}") VALUES (1, 'a')`);
  expect((await exec(`SELECT * FROM "${table}"`)).map((row) => Object.values(row))).toEqual([[1, "a", "a!"]]);
});

test("N, O: upserts and inserts of many rows are carried over", async () => {
  const { exec } = await synced("CREATE TABLE city (id int PRIMARY KEY, lat text, latitude numeric(8, 5))");
  await exec("INSERT INTO city (id, lat) SELECT i, i::text FROM generate_series(1, 100) i");
  await exec("INSERT INTO city (id, lat) VALUES (1, '9') ON CONFLICT (id) DO UPDATE SET lat = excluded.lat");
  await exec(
    "INSERT INTO city (id, latitude) VALUES (2, 8) ON CONFLICT (id) DO UPDATE SET latitude = excluded.latitude",
  );
  const rows = await exec(
    "SELECT id, lat::numeric AS lat, latitude FROM city WHERE lat::numeric IS DISTINCT FROM latitude OR id < 3 ORDER BY id",
  );
  expect(rows.map((row) => [row.id, Number(row.lat), Number(row.latitude)])).toEqual([
    [1, 9, 9],
    [2, 8, 8],
  ]);
});

test("P: a change of scale, of case or inside json is a change", async () => {
  const { exec } = await synced("CREATE TABLE city (id int PRIMARY KEY, doc json, n numeric, copy text)", {
    to: { copy: "doc::text || n::text" },
    back: {},
  });
  await exec(`INSERT INTO city (id, doc, n) VALUES (1, '{"a":1}', 1.0)`);
  await exec("UPDATE city SET n = 1.00");
  expect(await exec("SELECT copy FROM city")).toEqual([{ copy: '{"a":1}1.00' }]);
  await exec(`UPDATE city SET doc = '{"a": 1}'`);
  expect(await exec("SELECT copy FROM city")).toEqual([{ copy: '{"a": 1}1.00' }]);
});

test("R: a writer needs no rights but those on its own columns", async () => {
  const { exec } = await synced("CREATE TABLE city (id int PRIMARY KEY, lat text, latitude numeric(8, 5))");
  await exec(
    "DROP ROLE IF EXISTS narrow_writer; CREATE ROLE narrow_writer; GRANT USAGE ON SCHEMA public TO narrow_writer",
  );
  await exec("GRANT INSERT (id, lat), UPDATE (lat), SELECT (id) ON city TO narrow_writer");
  await exec("SET ROLE narrow_writer");
  await exec("INSERT INTO city (id, lat) VALUES (1, '1')");
  await exec("UPDATE city SET lat = '2' WHERE id = 1");
  await exec("RESET ROLE");
  expect(await exec("SELECT latitude FROM city")).toEqual([{ latitude: "2.00000" }]);
  await exec("DROP OWNED BY narrow_writer; DROP ROLE narrow_writer");
});

test("an old column with a constant default counts as unwritten while it has it", async () => {
  const { exec } = await synced("CREATE TABLE city (id int PRIMARY KEY, lat text DEFAULT '0', latitude numeric(8, 5))");
  await exec("INSERT INTO city (id, latitude) VALUES (1, 5)");
  await exec("INSERT INTO city (id) VALUES (2)");
  expect(await exec("SELECT lat, latitude FROM city ORDER BY id")).toEqual([
    { lat: "5.00000", latitude: "5.00000" },
    { lat: "0", latitude: "0.00000" },
  ]);
});

test("a new column with a default and an expression of the wrong type are refused before anything is changed", async () => {
  const withDefault = synced("CREATE TABLE city (id int PRIMARY KEY, lat text, latitude numeric DEFAULT 0)");
  await expect(withDefault).rejects.toMatchObject({
    code: "invalid-plan",
    message: expect.stringContaining("default"),
  });
  await expect(synced(CITY, { to: { latitude: "lat" } })).rejects.toMatchObject({ code: "42P13" });
  await expect(synced(CITY, { to: { latitude: "absent::numeric" } })).rejects.toMatchObject({ code: "42703" });
  await expect(synced(CITY, { to: { nowhere: "lat" } })).rejects.toMatchObject({ code: "invalid-plan" });
  const qualified = { tag: "00c0ffee", table: { name: "city" }, to: { latitude: "city.lat::numeric" }, back: {} };
  expect(engine.sync.problems(qualified)).toEqual([expect.stringContaining("name alone")]);
});

test("a partitioned table is synced in every partition, old and new", async () => {
  const { exec } = await synced(`CREATE TABLE city (id int, lat text, latitude numeric(8, 5)) PARTITION BY RANGE (id);
    CREATE TABLE city1 PARTITION OF city FOR VALUES FROM (0) TO (10)`);
  await exec("CREATE TABLE city2 PARTITION OF city FOR VALUES FROM (10) TO (20)");
  await exec(
    "BEGIN; SET LOCAL session_replication_role = replica; INSERT INTO city (id, lat) VALUES (1, '1'), (11, '2'); COMMIT",
  );
  await exec("UPDATE city SET id = 12 WHERE id = 1");
  expect(await exec("SELECT id, latitude FROM city ORDER BY id")).toEqual([
    { id: 11, latitude: "2.00000" },
    { id: 12, latitude: "1.00000" },
  ]);
});
