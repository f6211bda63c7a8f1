import { type RuleCases, testRules } from "#test/rule-cases.ts";
import { DATA_LOSS_RULES } from "./data-loss-rules.ts";

const FRESH = "CREATE TABLE fresh (id bigint PRIMARY KEY, name text, v varchar(50));";
const CHILD = "CREATE TABLE stay (city_id bigint REFERENCES city (id));";

const CASES: Readonly<Record<string, RuleCases>> = {
  "drop-column": {
    hit: ["ALTER TABLE city DROP COLUMN lat", "/* tidy */ alter table city drop lat; SELECT 1"],
    near: ["ALTER TABLE city ALTER COLUMN lat DROP DEFAULT", "COMMENT ON TABLE city IS 'DROP COLUMN lat'"],
    cleared: [
      `${FRESH} ALTER TABLE fresh DROP COLUMN v`,
      "ALTER TABLE city ADD COLUMN draft text; ALTER TABLE city DROP COLUMN draft",
    ],
  },
  "drop-column-takes-index": {
    hit: [
      { sql: "ALTER TABLE city DROP COLUMN lat", base: "CREATE INDEX city_both ON city (name, lat);" },
      { sql: "ALTER TABLE city DROP COLUMN lat", base: "ALTER TABLE city ADD CONSTRAINT differs CHECK (lat <> name);" },
    ],
    near: [{ sql: "ALTER TABLE city DROP COLUMN lat", base: "CREATE INDEX city_lat ON city (lat);" }],
    cleared: [
      {
        sql: "DROP INDEX CONCURRENTLY city_both; ALTER TABLE city DROP COLUMN lat",
        base: "CREATE INDEX city_both ON city (name, lat);",
      },
    ],
  },
  "drop-table": {
    hit: ["DROP TABLE city"],
    near: ['ALTER TABLE city RENAME COLUMN lat TO "drop table"', "DROP VIEW IF EXISTS city_names"],
    cleared: [`${FRESH} DROP TABLE fresh`],
  },
  "drop-cascade": {
    hit: ["ALTER TABLE city DROP COLUMN lat CASCADE"],
    near: ["ALTER TABLE city DROP COLUMN lat"],
    cleared: [
      {
        sql: "DROP TYPE mood CASCADE",
        base: "CREATE TYPE mood AS ENUM ('glad'); CREATE TABLE diary (felt mood);",
      },
    ],
  },
  "drop-without-quarantine": {
    hit: ["DROP TABLE city"],
    near: [{ sql: "DROP TABLE city_old", base: "CREATE TABLE city_old (id bigint);" }],
    cleared: [`${FRESH} DROP TABLE fresh`],
  },
  truncate: {
    hit: ["TRUNCATE city"],
    near: ["DELETE FROM city WHERE id = 5"],
    cleared: [`${FRESH} TRUNCATE fresh`],
  },
  "truncate-reaches-children": {
    hit: [{ sql: "TRUNCATE city CASCADE", base: CHILD }],
    near: [{ sql: "TRUNCATE stay", base: CHILD }],
    cleared: ["TRUNCATE tag CASCADE", { sql: "TRUNCATE city, stay CASCADE", base: CHILD }],
  },
  "create-table-replaces": {
    hit: ["DROP TABLE IF EXISTS tag; CREATE TABLE tag (city_id bigint, word text, n integer)"],
    near: ["DROP TABLE IF EXISTS tag; CREATE TABLE label (city_id bigint)"],
    cleared: [`${FRESH} DROP TABLE fresh; CREATE TABLE fresh (id bigint PRIMARY KEY)`],
  },
  "type-narrowing": {
    hit: [
      "ALTER TABLE city ALTER COLUMN lat TYPE varchar(20)",
      "ALTER TABLE city ALTER COLUMN population TYPE smallint",
    ],
    near: [
      "ALTER TABLE city ALTER COLUMN lat TYPE varchar(100)",
      "ALTER TABLE city ALTER COLUMN population TYPE bigint",
    ],
    cleared: [`${FRESH} ALTER TABLE fresh ALTER COLUMN v TYPE varchar(10)`],
  },
  "drop-schema-or-database": {
    hit: ["DROP SCHEMA old CASCADE", "DROP DATABASE shop"],
    near: ["ALTER SCHEMA old RENAME TO older", "DROP SCHEMA old"],
    cleared: [{ sql: "DROP SCHEMA old CASCADE", settings: { rules: { "drop-schema-or-database": "off" } } }],
  },
  "constraint-removed": {
    hit: ["ALTER TABLE city DROP CONSTRAINT city_country"],
    near: ["ALTER TABLE city ALTER COLUMN name DROP NOT NULL"],
    cleared: [
      {
        sql: "ALTER TABLE city ALTER COLUMN lat SET NOT NULL; ALTER TABLE city DROP CONSTRAINT has_lat",
        base: "ALTER TABLE city ADD CONSTRAINT has_lat CHECK (lat IS NOT NULL);",
      },
      "ALTER TABLE city DROP CONSTRAINT city_country; ALTER TABLE city ADD CONSTRAINT city_country FOREIGN KEY (country_id) REFERENCES country (id) NOT VALID",
    ],
  },
  "drop-primary-key": {
    hit: ["ALTER TABLE city DROP CONSTRAINT city_pkey"],
    near: ["ALTER TABLE city DROP CONSTRAINT city_country"],
    cleared: [`${FRESH} ALTER TABLE fresh DROP CONSTRAINT fresh_pkey`],
  },
  "foreign-key-cascade-delete": {
    hit: [
      "ALTER TABLE tag ADD CONSTRAINT tag_city FOREIGN KEY (city_id) REFERENCES city (id) ON DELETE CASCADE NOT VALID",
    ],
    near: [
      "ALTER TABLE tag ADD CONSTRAINT tag_city FOREIGN KEY (city_id) REFERENCES city (id) ON DELETE RESTRICT NOT VALID",
    ],
    cleared: [
      {
        sql: "ALTER TABLE tag ADD CONSTRAINT tag_city FOREIGN KEY (city_id) REFERENCES city (id) ON DELETE CASCADE NOT VALID",
        settings: { rules: { "foreign-key-cascade-delete": "off" } },
      },
    ],
  },
  "whole-table-write": {
    hit: ["UPDATE city SET lat = ''", "DELETE FROM city WHERE true", { sql: "UPDATE city SET lat = ''", blind: true }],
    near: ["UPDATE city SET lat = '' WHERE id = 5"],
    cleared: [
      `${FRESH} UPDATE fresh SET name = ''`,
      { sql: "UPDATE city SET lat = ''", part: { madeBy: "backfill-step" } },
    ],
  },
  "no-undo-copy": {
    hit: [{ sql: "UPDATE city SET lat = '' WHERE id = 5", part: { phase: "expand", undo: "none-stated" } }],
    near: [{ sql: "SELECT 1", part: { phase: "expand", undo: "none-stated" } }],
    cleared: [{ sql: "UPDATE city SET lat = '' WHERE id = 5", part: { phase: "expand", undo: "stated" } }],
  },
  "not-durable-table": {
    hit: [
      "CREATE UNLOGGED TABLE buffer (id bigint)",
      { sql: ["CREATE TEMPORARY TABLE buffer (id bigint)", "INSERT INTO tag (city_id) SELECT id FROM buffer"] },
    ],
    near: ["CREATE TABLE buffer (id bigint)"],
    cleared: ["CREATE TEMPORARY TABLE buffer (id bigint); INSERT INTO tag (city_id) SELECT id FROM buffer"],
  },
};

testRules(DATA_LOSS_RULES, CASES);
