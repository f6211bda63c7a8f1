import type { OperationCase } from "../operation-case.ts";

const WRITERS = {
  statements: [
    {
      does: "insert",
      sql: "INSERT INTO booking (id, room, during, price) VALUES ($1::int, $1::int, '[2026-01-01,2026-01-02)', $2::int)",
    },
    { does: "update", sql: "UPDATE booking SET price = $2::int WHERE id = $1::int" },
    {
      does: "touch",
      sql: "UPDATE booking SET during = daterange(lower(during), upper(during) + 1) WHERE id = $1::int",
    },
    {
      does: "delete",
      sql: ["UPDATE booking SET part_of = NULL WHERE part_of = $1::int", "DELETE FROM booking WHERE id = $1::int"],
    },
    { does: "read", sql: "SELECT price AS value FROM booking WHERE id = $1::int" },
  ],
  state: "SELECT id AS key, price AS value FROM booking",
} satisfies OperationCase["old"];

/** With a foreign key of the table to itself, one of another table to it, and one of it to another table. */
export const addExclusionCase: OperationCase = {
  name: "add-exclusion",
  setup: `
CREATE TABLE guest (id int PRIMARY KEY);
CREATE TABLE booking (
  id integer GENERATED ALWAYS AS IDENTITY (START 7) PRIMARY KEY, room int NOT NULL, during daterange NOT NULL, price int,
  guest_id int REFERENCES guest (id), part_of int CONSTRAINT booking_part REFERENCES booking (id) DEFERRABLE,
  days int GENERATED ALWAYS AS (upper(during) - lower(during)) STORED) WITH (fillfactor = 80);
CREATE TABLE invoice (id int PRIMARY KEY, booking_id int REFERENCES booking (id) ON DELETE SET NULL);
CREATE INDEX booking_guest ON booking (guest_id);
ALTER TABLE booking REPLICA IDENTITY FULL;
GRANT USAGE ON SEQUENCE booking_id_seq TO pg_monitor;
CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER booking_seen AFTER INSERT ON booking FOR EACH ROW EXECUTE FUNCTION seen();
ALTER TABLE booking ENABLE ALWAYS TRIGGER booking_seen;`,
  fill: (rows) => `
INSERT INTO guest SELECT g FROM generate_series(1, 10) g;
INSERT INTO booking (id, room, during, price, guest_id, part_of) OVERRIDING SYSTEM VALUE
  SELECT g, g, '[2026-01-01,2026-01-02)', g, 1 + g % 10, nullif(g / 2, 0) FROM generate_series(1, ${rows}) g;
INSERT INTO invoice SELECT g, g FROM generate_series(1, ${rows}) g;
SELECT setval('booking_id_seq', ${rows} * 10);`,
  change: {
    operations: [
      {
        "add-exclusion": {
          table: "booking",
          name: "one booking at a time",
          exclude: "USING gist (int4range(room, room, '[]') WITH &&, during WITH &&)",
          soak: "200ms",
        },
      },
    ],
  },
  oracle: `ALTER TABLE booking ADD CONSTRAINT "one booking at a time" EXCLUDE USING gist (int4range(room, room, '[]') WITH &&, during WITH &&)`,
  oldSurvives: true,
  old: {
    ...WRITERS,
    statements: WRITERS.statements.map((it) =>
      it.does === "insert" ? { ...it, sql: it.sql.replace(" VALUES", " OVERRIDING SYSTEM VALUE VALUES") } : it,
    ),
  },
  new: {
    ...WRITERS,
    statements: WRITERS.statements.filter(({ does }) => does !== "insert"),
  },
};
