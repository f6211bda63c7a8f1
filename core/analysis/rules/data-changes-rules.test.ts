import { type RuleCases, testRules } from "#test/rule-cases.ts";
import { DATA_CHANGES_RULES } from "./data-changes-rules.ts";

const FRESH = "CREATE TABLE fresh (id bigint PRIMARY KEY, name text);";
const SMALL = { city: { rows: 100, bytes: 10_000 } };
const FILL = "UPDATE city SET lat = '0' WHERE lat IS NULL";
const five = Array.from({ length: 4 }, (_, at) => `CREATE INDEX city_${at} ON city (lat) WHERE id > ${at};`).join(" ");

const CASES: Readonly<Record<string, RuleCases>> = {
  "unbatched-backfill": {
    hit: [FILL, "DELETE FROM city WHERE name = ''"],
    near: ["UPDATE city SET lat = '0' WHERE id = 5", "UPDATE city SET lat = '0' WHERE id IN (1, 2)"],
    cleared: [
      `${FRESH} UPDATE fresh SET name = '' WHERE name IS NULL`,
      { sql: FILL, part: { madeBy: "backfill-step" } },
    ],
  },
  "backfill-under-table-lock": {
    hit: [`BEGIN; ALTER TABLE city ADD COLUMN n integer; ${FILL}; COMMIT`],
    near: [`BEGIN; ${FILL}; COMMIT`],
    cleared: [`ALTER TABLE city ADD COLUMN n integer; ${FILL}`],
  },
  "too-many-rows-touched": {
    hit: ["INSERT INTO tag (city_id) SELECT id FROM city"],
    near: ["INSERT INTO tag (city_id) SELECT id FROM country"],
    cleared: [{ sql: "INSERT INTO tag (city_id) SELECT id FROM city", facts: SMALL }],
  },
  "fragile-insert": {
    hit: ["INSERT INTO tag VALUES (1, 'a')", "INSERT INTO tag (city_id) SELECT id FROM city ORDER BY random()"],
    near: ["INSERT INTO tag (city_id, word) VALUES (1, 'a')"],
    cleared: [`${FRESH} INSERT INTO fresh VALUES (1, 'a')`],
  },
  "weak-where": {
    hit: ["UPDATE city SET lat = '' WHERE name = NULL", "DELETE FROM city WHERE name LIKE '%a'"],
    near: ["UPDATE city SET lat = '' WHERE name IS NULL", "DELETE FROM city WHERE name LIKE 'a%'"],
    cleared: [{ sql: "DELETE FROM city WHERE name LIKE '%a'", settings: { rules: { "weak-where": "off" } } }],
  },
  "full-scan-in-write": {
    hit: [FILL],
    near: ["UPDATE city SET lat = '0' WHERE name = 'a'"],
    cleared: [
      { sql: FILL, facts: SMALL },
      { sql: FILL, base: "CREATE INDEX city_lat ON city (lat);" },
    ],
  },
  "analyze-after-backfill": {
    hit: [FILL],
    near: ["UPDATE city SET lat = '0' WHERE id = 5"],
    cleared: [`${FILL}; ANALYZE city`, { sql: FILL, facts: SMALL }],
  },
  "wide-rows-rewritten": {
    hit: [
      { sql: FILL, facts: { city: { rows: 1_000_000, bytes: 9_000_000_000 } } },
      { sql: FILL, base: five },
    ],
    near: [FILL],
    cleared: [{ sql: FILL, facts: { city: { rows: 100, bytes: 900_000 } } }],
  },
};

testRules(DATA_CHANGES_RULES, CASES);
