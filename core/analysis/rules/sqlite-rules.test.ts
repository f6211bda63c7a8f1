import { type RuleCases, testRules } from "#test/rule-cases.ts";
import { SQLITE_RULES } from "./sqlite-rules.ts";

const FRESH = "CREATE TABLE fresh (id INTEGER PRIMARY KEY, name TEXT);";
const REBUILD =
  "CREATE TABLE country_new (id INTEGER PRIMARY KEY, name TEXT); DROP TABLE country; ALTER TABLE country_new RENAME TO country";

const CASES: Readonly<Record<string, RuleCases>> = {
  "sqlite-add-column-refused": {
    hit: [
      "ALTER TABLE city ADD COLUMN n INTEGER NOT NULL",
      "ALTER TABLE city ADD COLUMN made TEXT DEFAULT CURRENT_TIMESTAMP",
    ],
    near: ["ALTER TABLE city ADD COLUMN n INTEGER NOT NULL DEFAULT 0", "ALTER TABLE city ADD COLUMN n INTEGER"],
    cleared: ["ALTER TABLE city ADD COLUMN n INTEGER; UPDATE city SET n = 0 WHERE id = 1"],
  },
  "sqlite-check-scans": {
    hit: ["ALTER TABLE city ADD COLUMN n INTEGER DEFAULT 1 CHECK (n > 0)"],
    near: ["ALTER TABLE city ADD COLUMN n INTEGER DEFAULT 1"],
    cleared: [`${FRESH} ALTER TABLE fresh ADD COLUMN n INTEGER CHECK (n > 0)`],
  },
  "sqlite-drop-column-rewrites": {
    hit: ["ALTER TABLE city DROP COLUMN lat", "ALTER TABLE city DROP COLUMN name"],
    near: ["ALTER TABLE city RENAME COLUMN lat TO latitude"],
    cleared: [`${FRESH} ALTER TABLE fresh DROP COLUMN name`],
  },
  "sqlite-alter-needs-353": {
    hit: [{ sql: "ALTER TABLE city ALTER COLUMN lat SET NOT NULL", version: 3.4 }],
    near: [{ sql: "ALTER TABLE city ADD COLUMN n INTEGER", version: 3.4 }],
    cleared: ["ALTER TABLE city ALTER COLUMN lat SET NOT NULL"],
  },
  "not-null-rebuild": {
    hit: ["ALTER TABLE city ALTER COLUMN lat SET NOT NULL"],
    near: ["ALTER TABLE city ALTER COLUMN lat DROP NOT NULL"],
    cleared: [`${FRESH} ALTER TABLE fresh ALTER COLUMN name SET NOT NULL`],
  },
  "sqlite-rebuild-cascades": {
    hit: [REBUILD],
    near: ["DROP TABLE country"],
    cleared: [`PRAGMA foreign_keys = OFF; BEGIN; ${REBUILD}; COMMIT`],
  },
  "sqlite-rename-touches-views": {
    hit: [{ sql: "ALTER TABLE city RENAME COLUMN lat TO latitude", base: "CREATE VIEW lats AS SELECT lat FROM city;" }],
    near: [{ sql: "ALTER TABLE city ADD COLUMN n INTEGER", base: "CREATE VIEW lats AS SELECT lat FROM city;" }],
    cleared: ["ALTER TABLE city RENAME COLUMN lat TO latitude"],
  },
  "sqlite-single-writer": {
    hit: ["CREATE INDEX city_lat ON city (lat)"],
    near: ["ALTER TABLE city ADD COLUMN n INTEGER"],
    cleared: [{ sql: "CREATE INDEX city_lat ON city (lat)", facts: { city: { rows: 100, bytes: 10_000 } } }],
  },
};

testRules(SQLITE_RULES, CASES, "sqlite");
