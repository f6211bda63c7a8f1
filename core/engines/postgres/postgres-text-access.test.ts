import { expect, test } from "vitest";
import { textAccess } from "./postgres-text-access.ts";

const LAT = {
  column: "lat",
  relations: [{ schema: "public", name: "city" }],
  views: [{ schema: "public", name: "city_view" }],
};

test.each([
  "SELECT lat FROM city",
  "SELECT * FROM city",
  "SELECT c.* FROM city c",
  "WITH city AS (SELECT lat FROM city) SELECT id FROM city",
  "SELECT row_to_json(city) FROM city",
  "SELECT row_to_json(c) FROM city c",
  "SELECT (c).lat FROM city c",
  "UPDATE city SET name=$1 WHERE lat=$2",
  "UPDATE city SET name=$1 RETURNING *",
  "INSERT INTO city (id) VALUES ($1) ON CONFLICT (lat) DO NOTHING",
  "COPY city TO STDOUT",
  "COPY (SELECT lat FROM city) TO STDOUT",
  "SELECT * FROM city_view",
  "SELECT id FROM public.city WHERE public.city.lat = $1",
  "SELECT id FROM other WHERE EXISTS (SELECT 1 FROM city WHERE lat = other.id)",
  "SELECT * FROM city WHERE x > now() - INTERVAL $1",
  "SELECT id FROM city NATURAL JOIN other",
  "SELECT id FROM city JOIN other USING (lat)",
  "EXPLAIN SELECT lat FROM city",
  "DECLARE c CURSOR FOR SELECT lat FROM city",
  "SELECT a FROM other UNION SELECT lat FROM city",
  "TABLE city",
  "SELECT id FROM city WINDOW w AS (PARTITION BY lat)",
  "SELECT DISTINCT ON (lat) id FROM city",
  "SELECT o.id FROM other o WHERE o.x = (SELECT max(lat) FROM city WHERE id=o.id)",
  "UPDATE other SET x = city.lat FROM city WHERE city.id=other.id",
  "DELETE FROM other USING city WHERE city.lat=other.id",
  "REFRESH MATERIALIZED VIEW city_view",
  "SELECT count(c) FROM city c",
])("reads city.lat: %s", async (sql) => {
  expect(await textAccess(sql, [LAT])).toEqual([{ reads: true, writes: false }]);
});

test.each([
  "INSERT INTO city (id, lat) VALUES ($1,$2)",
  "INSERT INTO city VALUES ($1,$2)",
  "UPDATE city SET lat=$1 WHERE id=$2",
  "INSERT INTO city (id,name) VALUES ($1,$2) ON CONFLICT (id) DO UPDATE SET lat = excluded.name",
  "COPY city FROM STDIN",
  "MERGE INTO city USING s ON s.id=city.id WHEN MATCHED THEN UPDATE SET lat = s.lat WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
  "MERGE INTO city USING s ON s.lat=city.id WHEN NOT MATCHED THEN INSERT VALUES (s.id)",
])("writes city.lat: %s", async (sql) => {
  expect(await textAccess(sql, [LAT])).toEqual([{ reads: false, writes: true }]);
});

test.each(["UPDATE city_view SET x=1"])("reads and writes it, through a view: %s", async (sql) => {
  expect(await textAccess(sql, [LAT])).toEqual([{ reads: true, writes: true }]);
});

test.each([
  "SELECT id FROM city",
  "SELECT count(*) FROM city",
  "SELECT o.* FROM city c, other o",
  "SELECT o.lat FROM city c JOIN other o ON o.id=c.id",
  "SELECT latitude AS lat FROM city ORDER BY lat",
  "SELECT lat FROM (SELECT latitude AS lat FROM city) s",
  "SELECT s.lat FROM (SELECT latitude AS lat FROM city) s",
  "WITH c AS (SELECT latitude AS lat FROM city) SELECT lat FROM c",
  "WITH city AS (SELECT id FROM other) SELECT * FROM city",
  "INSERT INTO city (id) VALUES ($1)",
  "INSERT INTO city DEFAULT VALUES",
  "DELETE FROM city WHERE id=$1",
  "COPY city (id) FROM STDIN",
  "SELECT 1 FROM a.city WHERE lat=$1",
  "SELECT c.id FROM city c, (SELECT lat FROM other) o",
  "SELECT id FROM city WHERE x > now() - INTERVAL $1",
  "ALTER TABLE city DROP COLUMN lat",
  "CREATE INDEX ON city (lat)",
  "SELECT 'lat city' FROM other",
  'SELECT "Lat" FROM city',
  "SELECT id FROM city WHERE id IN ($1 /*, ... */)",
  "SELECT id FROM other o, LATERAL (SELECT o.lat FROM city) x",
  "UPDATE other SET lat = city.name FROM city WHERE city.id=other.id",
])("leaves city.lat alone: %s", async (sql) => {
  expect(await textAccess(sql, [LAT])).toEqual([{ reads: false, writes: false }]);
});

test("what does not parse is told by its words, and in doubt it uses the column", async () => {
  expect(await textAccess("SELECT lat FROM city WHERE +++ ON", [LAT])).toEqual([{ reads: true, writes: true }]);
  expect(await textAccess("SELECT * FROM city WHERE", [LAT])).toEqual([{ reads: true, writes: true }]);
  expect(await textAccess("SELECT name FROM city WHERE", [LAT])).toEqual([{ reads: false, writes: false }]);
});
