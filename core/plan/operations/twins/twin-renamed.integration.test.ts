import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");

/** Catalog text of everything bound to a column follows a plain RENAME: what the plan makes again must read the same. */
const RENAME = {
  operations: [{ "rename-column": { table: "city", column: "lat", to: "select" } }],
  oracle: 'ALTER TABLE city RENAME COLUMN lat TO "select"',
} as const;

test.each(fixtures)("$label: what is bound to a renamed column reads as after a plain RENAME", async (fixture) => {
  await expectEveryStep(fixture, {
    ...RENAME,
    setup: `CREATE FUNCTION lat() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TABLE log (lat int); CREATE TABLE pair (a int, b int, PRIMARY KEY (a, b)); INSERT INTO pair VALUES (1, 2);
      CREATE TABLE city (id int PRIMARY KEY, lat int DEFAULT 1, lon int, note text,
        CONSTRAINT lat CHECK (lat < 90 AND note <> 'lat'), FOREIGN KEY (lat, lon) REFERENCES pair (a, b) ON DELETE SET NULL);
      INSERT INTO city VALUES (1, 1, 2, 'x'); COMMENT ON COLUMN city.lat IS 'lat';
      CREATE INDEX ON city (abs(lat)) WHERE lat > 0 AND note <> 'lat'; CREATE STATISTICS st ON lat, lon, (lat + lon) FROM city;
      CREATE VIEW v AS SELECT lat, lat + lon AS sum, 'lat'::text AS word FROM city; CREATE VIEW vv AS SELECT v.lat FROM v JOIN city c ON c.lat = v.lat;
      CREATE VIEW w AS WITH c AS (SELECT lat, count(*) AS n FROM city GROUP BY lat) SELECT c.lat FROM c UNION ALL SELECT log.lat FROM log WHERE EXISTS (SELECT FROM city WHERE city.lat = log.lat) ORDER BY 1;
      CREATE RULE r AS ON UPDATE TO city WHERE old.lat <> new.lat DO ALSO INSERT INTO log (lat) VALUES (new.lat);
      CREATE TRIGGER t BEFORE UPDATE OF lat, lon ON city FOR EACH ROW WHEN (old.lat <> new.lat) EXECUTE FUNCTION lat('lat');
      CREATE POLICY p ON city USING (lat > 0 AND EXISTS (SELECT FROM log l WHERE l.lat = city.lat)); CREATE POLICY q ON log USING (lat IN (SELECT c.lat FROM city c));
      CREATE FUNCTION f(lat int) RETURNS SETOF int LANGUAGE sql BEGIN ATOMIC SELECT city.lat FROM city WHERE city.lat > f.lat; END`,
  });
});

test.each(fixtures)(
  "$label: column lists and filters of publications name the new column (pitfall 13)",
  async (fixture) => {
    if (fixture.label.endsWith(" 14")) return;
    // PostgreSQL 18 names NOT NULL, after the column.
    const named = fixture.label.endsWith(" 18")
      ? "; ALTER TABLE city RENAME CONSTRAINT city_lat_not_null TO city_select_not_null"
      : "";
    await expectEveryStep(fixture, {
      ...RENAME,
      oracle: `${RENAME.oracle}${named}`,
      setup: `CREATE TABLE city (id int PRIMARY KEY, lat int NOT NULL, note text); INSERT INTO city VALUES (1, 2, 'lat');
      CREATE UNIQUE INDEX by_lat ON city (lat); ALTER TABLE city REPLICA IDENTITY USING INDEX by_lat;
      CREATE PUBLICATION "Pub 1" FOR TABLE city (id, lat) WHERE (lat > 0 AND lat < 90); CREATE PUBLICATION p2 FOR TABLE city; CREATE PUBLICATION p3 FOR TABLE city (id, lat, note)`,
    });
  },
);

test.each(fixtures)(
  "$label: a materialized view is filled over the new column before contract (pitfall 34)",
  async (fixture) => {
    const { document } = await expectEveryStep(fixture, {
      ...RENAME,
      setup: `CREATE TABLE city (id int PRIMARY KEY, lat int, lon int); INSERT INTO city SELECT i, i, i FROM generate_series(1, 9) i;
      CREATE MATERIALIZED VIEW "M 1" WITH (fillfactor = 70) AS SELECT lat, count(*) AS n FROM city GROUP BY lat; CREATE UNIQUE INDEX "m i" ON "M 1" (lat DESC) WHERE n > 0;
      COMMENT ON MATERIALIZED VIEW "M 1" IS 'm'; COMMENT ON INDEX "m i" IS 'i'; GRANT SELECT ON "M 1" TO PUBLIC; CREATE MATERIALIZED VIEW empty AS SELECT lat FROM city WITH NO DATA;
      CREATE VIEW above AS SELECT m.lat FROM "M 1" m JOIN city ON city.lat = m.lat; GRANT SELECT ON above TO PUBLIC`,
    });
    expect(JSON.stringify(document.phases.verify)).toContain("REFRESH MATERIALIZED VIEW");
  },
);

test.each(fixtures)("$label: a virtual generated column follows the new column", async (fixture) => {
  if (!fixture.label.endsWith(" 18")) return;
  await expectEveryStep(fixture, {
    ...RENAME,
    setup: `CREATE TABLE city (id int PRIMARY KEY, lat int, twice int GENERATED ALWAYS AS (lat * 2) VIRTUAL); INSERT INTO city VALUES (1, 2);
      COMMENT ON COLUMN city.twice IS 'lat'`,
  });
});

test.each(fixtures)(
  "$label: functions whose text names the column are told, columns without heir are refused or told",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TABLE city (id int PRIMARY KEY, lat int, lon int); CREATE INDEX by_both ON city (lat, lon);
    CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT max(lat) FROM city'; CREATE TABLE seen (id int PRIMARY KEY, lat int); CREATE VIEW v AS SELECT lat FROM seen`);
    const connection = await target.connect();
    const { notes } = await expandOn(fixture.engine, connection, RENAME.operations);
    expect(notes.join("\n")).toContain("f() names lat in its text");
    const merge = (table: string) => ({
      "split-column": {
        table,
        column: "lat",
        into: [
          { name: "a", type: "int", up: "lat" },
          { name: "b", type: "int", up: "lat" },
        ],
        down: "a",
      },
    });
    expect((await expandOn(fixture.engine, connection, [merge("city")])).notes.join("\n")).toContain(
      "Index by_both of city goes with the old column",
    );
    await expect(expandOn(fixture.engine, connection, [merge("seen")])).rejects.toThrow(
      "view public.v needs a column of seen that goes",
    );
  },
);

test.each(fixtures)(
  "$label: of a partitioned table indexes, checks and settings follow, on every level",
  async (fixture) => {
    const table = `CREATE TABLE city (id int NOT NULL, lat int CONSTRAINT sane CHECK (lat < 90), region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
    CREATE TABLE "c n" PARTITION OF city FOR VALUES IN ('n'); CREATE TABLE cs PARTITION OF city FOR VALUES IN ('s') PARTITION BY RANGE (id);
    CREATE TABLE cs1 PARTITION OF cs FOR VALUES FROM (0) TO (100); INSERT INTO city SELECT i, i, CASE WHEN i % 2 = 0 THEN 'n' ELSE 's' END FROM generate_series(1, 20) i;`;
    await expectEveryStep(fixture, {
      ...RENAME,
      setup: `${table} CREATE INDEX "by lat" ON city (lat DESC, abs(lat)) WHERE lat > 0; COMMENT ON INDEX "by lat" IS 'i'; ALTER TABLE city ALTER lat SET STATISTICS 9; COMMENT ON COLUMN city.lat IS 'c'`,
    });
    const target = await fixture.target();
    await target.exec(`${table} CREATE INDEX own ON cs1 (lat)`);
    const connection = await target.connect();
    const refused = () => expect(expandOn(fixture.engine, connection, RENAME.operations)).rejects;
    await refused().toThrow("the partition cs1 has the index own of its own");
    await target.exec("DROP INDEX own; ALTER TABLE city ADD UNIQUE (region, id, lat)");
    await refused().toThrow(/_key of the partitioned table city is on the column/);
  },
);
