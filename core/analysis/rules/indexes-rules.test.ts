import { type RuleCases, testRules } from "#test/rule-cases.ts";
import { INDEXES_RULES } from "./indexes-rules.ts";

const FRESH =
  "CREATE TABLE fresh (id bigint PRIMARY KEY, name text, a integer, b integer, c integer, d integer, doc jsonb);";
const PARTED =
  "CREATE TABLE part (at date NOT NULL, n integer) PARTITION BY RANGE (at); CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');";
const LAT = "CREATE INDEX CONCURRENTLY city_lat ON city (lat)";
const ten = Array.from({ length: 10 }, (_, at) => `CREATE INDEX city_${at} ON city (lat) WHERE id > ${at};`).join(" ");

const CASES: Readonly<Record<string, RuleCases>> = {
  "index-build-blocks-writes": {
    hit: ["CREATE INDEX city_lat ON city (lat)", { sql: "CREATE INDEX city_lat ON city (lat)", blind: true }],
    near: [LAT],
    cleared: [
      `${FRESH} CREATE INDEX fresh_name ON fresh (name)`,
      { sql: ["CREATE TABLE bill (due date)", "CREATE INDEX bill_due ON bill (due)"], blind: true },
      { sql: "CREATE INDEX city_lat ON city (lat)", part: { madeBy: "index-step" } },
    ],
  },
  "index-drop-blocks-all": {
    hit: ["DROP INDEX city_name"],
    near: ["DROP INDEX CONCURRENTLY city_name"],
    cleared: [`${FRESH} CREATE INDEX fresh_name ON fresh (name); DROP INDEX fresh_name`],
  },
  "reindex-blocks": {
    hit: ["REINDEX TABLE city", "REINDEX INDEX city_name", "REINDEX SCHEMA public"],
    near: ["REINDEX TABLE CONCURRENTLY city"],
    cleared: [`${FRESH} REINDEX TABLE fresh`],
  },
  "invalid-index-hidden": {
    hit: [{ sql: "CREATE INDEX CONCURRENTLY IF NOT EXISTS city_lat ON city (lat)", blind: true }],
    near: [{ sql: LAT, blind: true }],
    cleared: [
      {
        sql: "CREATE INDEX CONCURRENTLY IF NOT EXISTS city_lat ON city (lat)",
        blind: true,
        part: {
          madeBy: "index-step",
          care: { lockTimeout: true, statementTimeout: true, session: true, indexLeftovers: true },
        },
      },
    ],
  },
  "partitioned-index-blocks": {
    hit: [{ sql: "CREATE INDEX part_n ON part (n)", base: PARTED }],
    near: [{ sql: "CREATE INDEX part_n ON ONLY part (n)", base: PARTED }],
    cleared: [`${PARTED} CREATE INDEX part_n ON part (n)`],
  },
  "index-dropped-before-replacement": {
    hit: ["DROP INDEX CONCURRENTLY city_name; CREATE INDEX CONCURRENTLY city_name_lat ON city (name, lat)"],
    near: [`DROP INDEX CONCURRENTLY city_name; ${LAT}`],
    cleared: ["CREATE INDEX CONCURRENTLY city_name_lat ON city (name, lat); DROP INDEX CONCURRENTLY city_name"],
  },
  "index-too-wide": {
    hit: [`${FRESH} CREATE INDEX fresh_all ON fresh (a, b, c, d)`],
    near: [`${FRESH} CREATE UNIQUE INDEX fresh_all ON fresh (a, b, c, d)`],
    cleared: [`${FRESH} CREATE INDEX fresh_all ON fresh (a) INCLUDE (b, c, d)`],
  },
  "too-many-indexes": {
    hit: [{ sql: LAT, base: ten }],
    near: [LAT],
    cleared: [{ sql: LAT, base: ten, settings: { house: { mostIndexes: 20 } } }],
  },
  "index-redundant": {
    hit: [
      { sql: LAT, base: "CREATE INDEX city_lat_name ON city (lat, name);" },
      "CREATE INDEX CONCURRENTLY city_name_again ON city (name)",
    ],
    near: ["CREATE INDEX CONCURRENTLY city_name_lat ON city (name, lat)"],
    cleared: [
      {
        sql: `DROP INDEX CONCURRENTLY city_lat_name; ${LAT}`,
        base: "CREATE INDEX city_lat_name ON city (lat, name);",
      },
    ],
  },
  "index-unnamed": {
    hit: ["CREATE INDEX CONCURRENTLY ON city (lat)"],
    near: [LAT],
    cleared: [{ sql: "CREATE INDEX CONCURRENTLY ON city (lat)", settings: { rules: { "index-unnamed": "off" } } }],
  },
  "early-14-index-corruption": {
    hit: [{ sql: LAT, version: 14, target: { minorVersion: 2 } }],
    near: [{ sql: "CREATE INDEX city_lat ON city (lat)", version: 14, target: { minorVersion: 2 } }],
    cleared: [{ sql: LAT, version: 14, target: { minorVersion: 9 } }],
  },
  "index-on-hot-table": {
    hit: [{ sql: LAT, facts: { city: { writesPerSecond: 900 } } }],
    near: ["DROP INDEX CONCURRENTLY city_name"],
    cleared: [{ sql: LAT, facts: { city: { writesPerSecond: 2 } } }],
  },
  "index-build-long": {
    hit: [{ sql: LAT, facts: { city: { bytes: 400_000_000_000 } } }],
    near: [LAT],
    cleared: [`${FRESH} CREATE INDEX fresh_name ON fresh (name)`],
  },
  "jsonb-index-class": {
    hit: ["CREATE INDEX CONCURRENTLY city_facts ON city USING gin (facts)"],
    near: ["CREATE INDEX CONCURRENTLY city_facts ON city USING gin (facts jsonb_path_ops)"],
    cleared: ["CREATE INDEX CONCURRENTLY city_facts ON city ((facts ->> 'a'))"],
  },
  "vector-index-settings": {
    hit: ["CREATE INDEX CONCURRENTLY city_near ON city USING hnsw (lat)"],
    near: [LAT],
    cleared: ["CREATE INDEX CONCURRENTLY city_near ON city USING hnsw (lat) WITH (m = 16)"],
  },
  "geometry-without-index": {
    hit: ["ALTER TABLE city ADD COLUMN spot geometry"],
    near: ["ALTER TABLE city ADD COLUMN spot text"],
    cleared: [
      "ALTER TABLE city ADD COLUMN spot geometry; CREATE INDEX CONCURRENTLY city_spot ON city USING gist (spot)",
    ],
  },
  "foreign-key-without-index": {
    hit: ["ALTER TABLE tag ADD CONSTRAINT tag_city FOREIGN KEY (city_id) REFERENCES city (id) NOT VALID"],
    near: ["ALTER TABLE tag ADD CONSTRAINT said CHECK (word <> '') NOT VALID"],
    cleared: [
      "CREATE INDEX CONCURRENTLY tag_by_city ON tag (city_id); ALTER TABLE tag ADD CONSTRAINT tag_city FOREIGN KEY (city_id) REFERENCES city (id) NOT VALID",
    ],
  },
};

testRules(INDEXES_RULES, CASES);
