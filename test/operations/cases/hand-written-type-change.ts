import type { OperationCase } from "../operation-case.ts";

/** `price` as text becomes `cents` as a number, by the steps that an author would write: what the harness is proved with. */
export const handWrittenTypeChange: OperationCase = {
  name: "hand-written-type-change",
  setup: `
    CREATE TABLE country (id int PRIMARY KEY);
    CREATE TABLE city (id bigint PRIMARY KEY, country int NOT NULL DEFAULT 1 REFERENCES country, price text NOT NULL, note text);
    CREATE INDEX city_price ON city (price);
    COMMENT ON TABLE city IS 'what is sold where';
    GRANT SELECT ON city TO pg_monitor;`,
  fill: (rows) => `
    INSERT INTO country VALUES (1), (2);
    INSERT INTO city (id, price) SELECT i, (i / 100.0)::numeric(12,2)::text FROM generate_series(1, ${rows}) i;`,
  change: {
    plan: {
      sluice: 1,
      name: "cents",
      title: "Prices in cents",
      engine: "postgresql",
      phases: {
        expand: [
          { sql: "ALTER TABLE city ADD COLUMN cents int", undo: "ALTER TABLE city DROP COLUMN cents" },
          {
            sync: {
              table: "city",
              to: { cents: "(price::numeric * 100)::int" },
              back: { price: "(cents / 100.0)::numeric(12,2)::text" },
            },
          },
          { index: "CREATE INDEX city_cents ON city (cents)" },
        ],
        backfill: [{ backfill: { table: "city", set: { cents: "(price::numeric * 100)::int" } } }],
        verify: [
          {
            sql: "ALTER TABLE city ADD CONSTRAINT cents_known CHECK (cents IS NOT NULL) NOT VALID",
            undo: "ALTER TABLE city DROP CONSTRAINT cents_known",
          },
          { sql: "ALTER TABLE city VALIDATE CONSTRAINT cents_known", undo: "keep" },
          { check: { name: "all is right", none: "SELECT id FROM city WHERE cents <> (price::numeric * 100)::int" } },
        ],
        cutover: [{ gate: { ask: "Does everybody write cents?" } }],
        contract: [
          {
            sql: "ALTER TABLE city ALTER cents SET NOT NULL; ALTER TABLE city DROP CONSTRAINT cents_known",
            undo: "ALTER TABLE city ADD CONSTRAINT cents_known CHECK (cents IS NOT NULL); ALTER TABLE city ALTER cents DROP NOT NULL",
          },
          { sql: "ALTER TABLE city DROP COLUMN price", undo: "none" },
        ],
      },
    },
  },
  oracle: `
    ALTER TABLE city ADD COLUMN cents int;
    UPDATE city SET cents = (price::numeric * 100)::int;
    ALTER TABLE city ALTER cents SET NOT NULL, DROP COLUMN price;
    CREATE INDEX city_cents ON city (cents);`,
  old: {
    statements: [
      { does: "insert", sql: "INSERT INTO city (id, price) VALUES ($1, ($2::int / 100.0)::numeric(12,2)::text)" },
      { does: "update", sql: "UPDATE city SET price = ($2::int / 100.0)::numeric(12,2)::text WHERE id = $1" },
      { does: "touch", sql: "UPDATE city SET note = 'old', country = 2 WHERE id = $1" },
      { does: "delete", sql: "DELETE FROM city WHERE id = $1" },
      { does: "read", sql: "SELECT (price::numeric * 100)::int AS value FROM city WHERE id = $1" },
    ],
    state: "SELECT id AS key, (price::numeric * 100)::int AS value FROM city",
  },
  new: {
    statements: [
      { does: "insert", sql: "INSERT INTO city (id, cents) VALUES ($1, $2)" },
      { does: "update", sql: "UPDATE city SET cents = $2 WHERE id = $1" },
      { does: "touch", sql: "UPDATE city SET note = 'new' WHERE id = $1" },
      { does: "delete", sql: "DELETE FROM city WHERE id = $1" },
      { does: "read", sql: "SELECT cents AS value FROM city WHERE id = $1" },
    ],
    state: "SELECT id AS key, cents AS value FROM city",
  },
};
