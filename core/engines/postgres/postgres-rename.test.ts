import { expect, test } from "vitest";
import { postgresOperationSql as sql } from "./postgres-operation-sql.ts";

test("names are quoted where they must be", () => {
  expect(["id", "Id", "select", "user", "name", "a b", 'x"y', "ä"].map(sql.name)).toEqual([
    "id",
    '"Id"',
    '"select"',
    '"user"',
    "name",
    '"a b"',
    '"x""y"',
    '"ä"',
  ]);
  expect(sql.table({ schema: "Od", name: "order" })).toBe('"Od"."order"');
});

test("columns are renamed by the parser: never in literals, functions, types, aliases of other columns or comments", async () => {
  const rename = (expression: string) => sql.renameColumns(expression, { id: "_slc_1", date: "day", ü: "Ü" });
  expect(await rename('id + paid + "Id" + "id id"')).toBe('_slc_1 + paid + "Id" + "id id"');
  expect(await rename("'id' || id::text || $$id$$ || id(id) || date '2020-01-01' || date -- id")).toBe(
    "'id' || _slc_1::text || $$id$$ || id(_slc_1) || date '2020-01-01' || day -- id",
  );
  expect(await rename("'äöü' || \"ü\" || t.id || (id).id || NEW.id")).toBe(
    "'äöü' || \"Ü\" || t._slc_1 || (_slc_1).id || NEW._slc_1",
  );
  expect(await sql.columnsOf("coalesce(a, b.c, 'd', lower(a))")).toEqual(["a", "c"]);
});

test("a query inside an expression is refused where it names a renamed column", async () => {
  await expect(sql.renameColumns("id IN (SELECT x FROM y)", { id: "z" })).resolves.toBe("z IN (SELECT x FROM y)");
  await expect(sql.renameColumns("1 IN (SELECT id FROM y)", { id: "z" })).rejects.toThrow("cannot be told");
  await expect(sql.renameColumns("id, 1", { id: "z" })).rejects.toThrow("no single expression");
  await expect(sql.renameColumns("id) FROM a; SELECT (1", {})).rejects.toThrow("no single expression");
});

const inQuery = (query: string, names: Readonly<Record<string, string>> = { lat: "latitude" }) =>
  sql.renameInQuery(query, { schema: "s", name: "city" }, names);

test("a view keeps the names of its output, and only columns of the table are renamed", async () => {
  expect(await inQuery("SELECT id, lat FROM s.city WHERE lat > 0 ORDER BY lat")).toBe(
    "SELECT id, latitude AS lat FROM s.city WHERE latitude > 0 ORDER BY latitude",
  );
  expect(await inQuery("SELECT c.lat, o.lat AS x, c.lat AS y FROM s.city c JOIN o.city o ON o.lat = c.lat")).toBe(
    "SELECT c.latitude AS lat, o.lat AS x, c.latitude AS y FROM s.city c JOIN o.city o ON o.lat = c.latitude",
  );
  expect(await inQuery("SELECT q.lat FROM (SELECT city.lat FROM s.city) q")).toBe(
    "SELECT q.lat FROM (SELECT city.latitude AS lat FROM s.city) q",
  );
  expect(await inQuery("WITH w AS (SELECT city.lat FROM s.city) SELECT w.lat FROM w UNION SELECT p.lat FROM o.p")).toBe(
    "WITH w AS (SELECT city.latitude AS lat FROM s.city) SELECT w.lat FROM w UNION SELECT p.lat FROM o.p",
  );
  expect(await inQuery("SELECT p.id FROM o.p WHERE EXISTS (SELECT 1 FROM s.city city WHERE city.lat = p.lat)")).toBe(
    "SELECT p.id FROM o.p WHERE EXISTS (SELECT 1 FROM s.city city WHERE city.latitude = p.lat)",
  );
});

test("rules and functions with an SQL body are rewritten too", async () => {
  expect(
    await inQuery(
      "CREATE RULE r AS ON UPDATE TO s.city WHERE old.lat <> new.lat DO INSERT INTO s.log (lat) VALUES (new.lat)",
    ),
  ).toBe(
    "CREATE RULE r AS ON UPDATE TO s.city WHERE old.latitude <> new.latitude DO INSERT INTO s.log (lat) VALUES (new.latitude)",
  );
  expect(
    await inQuery(
      "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC UPDATE s.city SET lat = city.lat + 1 RETURNING city.lat; END",
    ),
  ).toBe(
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC UPDATE s.city SET latitude = city.latitude + 1 RETURNING city.latitude AS lat; END",
  );
});

test("a trigger's UPDATE OF and WHEN are rewritten, and nothing else of it", async () => {
  expect(
    await inQuery(
      "CREATE TRIGGER lat BEFORE UPDATE OF id, lat OR INSERT ON s.city FOR EACH ROW WHEN (new.lat <> 'lat') EXECUTE FUNCTION s.lat('lat')",
    ),
  ).toBe(
    "CREATE TRIGGER lat BEFORE UPDATE OF id, latitude OR INSERT ON s.city FOR EACH ROW WHEN (new.latitude <> 'lat') EXECUTE FUNCTION s.lat('lat')",
  );
});

test("what cannot be told is refused: columns by position, USING, a bare name among several tables, a whole row", async () => {
  const refused = (query: string, names?: Readonly<Record<string, string>>) =>
    expect(inQuery(query, names)).rejects.toThrow("cannot be told safely");
  await refused("SELECT c.lat FROM s.city c(id, lat)");
  // Also where the name stays: another column would stand at its position.
  await refused("SELECT c.lat FROM s.city c(id, lat)", { lat: "lat" });
  await refused("SELECT 1 FROM s.city JOIN o.p USING (lat)");
  await refused("SELECT lat FROM s.city, o.p");
  await refused("SELECT city.* FROM s.city");
  await expect(inQuery("SELECT lat FROM o.p")).resolves.toBe("SELECT lat FROM o.p");
});
