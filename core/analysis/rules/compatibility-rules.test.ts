import { type RuleCases, testRules } from "#test/rule-cases.ts";
import { COMPATIBILITY_RULES } from "./compatibility-rules.ts";

const FRESH = "CREATE TABLE fresh (id bigint PRIMARY KEY, name text NOT NULL);";
const MOOD = "CREATE TYPE mood AS ENUM ('glad');";

const CASES: Readonly<Record<string, RuleCases>> = {
  "rename-column": {
    hit: ["ALTER TABLE city RENAME COLUMN lat TO latitude"],
    near: ["ALTER TABLE city RENAME CONSTRAINT city_country TO city_in"],
    cleared: [`${FRESH} ALTER TABLE fresh RENAME COLUMN name TO label`],
  },
  "rename-table": {
    hit: ["ALTER TABLE tag RENAME TO label"],
    near: ["ALTER INDEX city_name RENAME TO city_by_name"],
    cleared: [
      "BEGIN; ALTER TABLE tag RENAME TO label; CREATE VIEW tag AS SELECT * FROM label; COMMIT",
      `${FRESH} ALTER TABLE fresh RENAME TO newer`,
    ],
  },
  "schema-moved": {
    hit: ["ALTER TABLE tag SET SCHEMA archive", "ALTER SCHEMA old RENAME TO older"],
    near: ["ALTER TABLE tag ADD COLUMN n integer"],
    cleared: [`${FRESH} ALTER TABLE fresh SET SCHEMA archive`],
  },
  "enum-value-renamed": {
    hit: [{ sql: "ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'", base: MOOD }],
    near: [{ sql: "ALTER TYPE mood ADD VALUE 'happy'", base: MOOD }],
    cleared: [
      {
        sql: "ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'",
        base: MOOD,
        settings: { rules: { "enum-value-renamed": "off" } },
      },
    ],
  },
  "json-without-equality": {
    hit: ["ALTER TABLE city ADD COLUMN extra json", "CREATE TABLE fresh (id bigint PRIMARY KEY, extra json)"],
    near: ["ALTER TABLE city ADD COLUMN extra jsonb"],
    cleared: [
      {
        sql: "ALTER TABLE city ADD COLUMN extra json",
        settings: { rules: { "json-without-equality": "off" } },
      },
    ],
  },
  "inheritance-column-added": {
    hit: ["ALTER TABLE city ADD COLUMN type text"],
    near: ["ALTER TABLE city ADD COLUMN kind text"],
    cleared: [`${FRESH} ALTER TABLE fresh ADD COLUMN type text`],
  },
  "nulls-now-allowed": {
    hit: ["ALTER TABLE city ALTER COLUMN name DROP NOT NULL"],
    near: ["ALTER TABLE city ALTER COLUMN lat DROP NOT NULL"],
    cleared: [`${FRESH} ALTER TABLE fresh ALTER COLUMN name DROP NOT NULL`],
  },
  "default-for-new-rows-only": {
    hit: ["ALTER TABLE city ALTER COLUMN lat SET DEFAULT ''"],
    near: ["ALTER TABLE city ALTER COLUMN lat DROP DEFAULT"],
    cleared: [
      "ALTER TABLE city ALTER COLUMN lat SET DEFAULT ''; UPDATE city SET lat = '' WHERE lat IS NULL",
      `${FRESH} ALTER TABLE fresh ALTER COLUMN name SET DEFAULT ''`,
    ],
  },
  "default-hidden-by-orm": {
    hit: [
      {
        sql: "ALTER TABLE city ALTER COLUMN lat SET DEFAULT 'b'",
        base: "ALTER TABLE city ALTER COLUMN lat SET DEFAULT 'a';",
      },
    ],
    near: ["ALTER TABLE city ALTER COLUMN lat SET DEFAULT 'b'"],
    cleared: [
      "CREATE TABLE fresh (id bigint PRIMARY KEY, n integer DEFAULT 1); ALTER TABLE fresh ALTER COLUMN n SET DEFAULT 2",
    ],
  },
  "enum-value-position": {
    hit: [{ sql: "ALTER TYPE mood ADD VALUE 'sad'", base: MOOD }],
    near: [{ sql: "ALTER TYPE mood RENAME VALUE 'glad' TO 'sad'", base: MOOD }],
    cleared: [{ sql: "ALTER TYPE mood ADD VALUE 'sad' BEFORE 'glad'", base: MOOD }],
  },
  "select-star": {
    hit: ["CREATE VIEW all_of_it AS SELECT * FROM city", "INSERT INTO tag SELECT * FROM tag"],
    near: ["CREATE VIEW names AS SELECT name FROM city"],
    cleared: [{ sql: "CREATE VIEW all_of_it AS SELECT * FROM city", settings: { rules: { "select-star": "off" } } }],
  },
  "out-of-order-migration": {
    hit: [{ sql: "SELECT 1", part: { sortsBefore: "0009_last.sql" } }],
    near: ["SELECT 1"],
    cleared: [
      {
        sql: "SELECT 1",
        part: { sortsBefore: "0009_last.sql" },
        settings: { rules: { "out-of-order-migration": "off" } },
      },
    ],
  },
  "no-way-back": {
    hit: ["ALTER TABLE city ADD COLUMN n integer"],
    near: [{ sql: "ALTER TABLE city ADD COLUMN n integer", part: { undo: "none-stated" } }],
    cleared: [{ sql: "ALTER TABLE city ADD COLUMN n integer", part: { undo: "stated" } }],
  },
};

testRules(COMPATIBILITY_RULES, CASES);
