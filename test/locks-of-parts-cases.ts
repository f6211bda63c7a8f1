import type { RuleCases } from "./rule-cases.ts";

/** The same on a table that the script makes. */
const FRESH = "CREATE TABLE fresh (id bigint PRIMARY KEY, name text, n integer, v varchar(50), at timestamp);";
const PARTED =
  "CREATE TABLE part (at date NOT NULL, n integer) PARTITION BY RANGE (at); CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');";
const WITH_DEFAULT = `${PARTED} CREATE TABLE part_rest PARTITION OF part DEFAULT;`;
const LOOSE = "CREATE TABLE loose (at date NOT NULL, n integer);";
const MATVIEW = "CREATE MATERIALIZED VIEW names AS SELECT name FROM city;";
const months = Array.from(
  { length: 9 },
  (_, at) => `CREATE TABLE p${at} PARTITION OF many FOR VALUES IN (${at});`,
).join(" ");

/** Cases of the rules about partitions, and about what hangs on a table. */
export const LOCKS_OF_PARTS_CASES: Readonly<Record<string, RuleCases>> = {
  "attach-partition-scan": {
    hit: [
      {
        sql: "ALTER TABLE part ATTACH PARTITION loose FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
        base: `${PARTED} ${LOOSE}`,
      },
    ],
    near: [
      {
        sql: "ALTER TABLE part ATTACH PARTITION loose FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
        base: `${PARTED} ${LOOSE} ALTER TABLE loose ADD CHECK (at >= '2026-03-01' AND at < '2026-04-01');`,
      },
    ],
    cleared: [
      {
        sql: `${LOOSE} ALTER TABLE part ATTACH PARTITION loose FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')`,
        base: PARTED,
      },
    ],
  },
  "create-partition-beside-default": {
    hit: [
      {
        sql: "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
        base: WITH_DEFAULT,
      },
    ],
    near: [
      { sql: "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')", base: PARTED },
    ],
    cleared: [`${WITH_DEFAULT} CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')`],
  },
  "detach-partition-blocks": {
    hit: [{ sql: "ALTER TABLE part DETACH PARTITION part_1", base: PARTED }],
    near: [{ sql: "ALTER TABLE part DETACH PARTITION part_1 CONCURRENTLY", base: PARTED }],
    cleared: [`${PARTED} ALTER TABLE part DETACH PARTITION part_1`],
  },
  "default-partition-created": {
    hit: [{ sql: "CREATE TABLE part_rest PARTITION OF part DEFAULT", base: PARTED }],
    near: [
      { sql: "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')", base: PARTED },
    ],
    cleared: [
      {
        sql: "CREATE TABLE part_rest PARTITION OF part DEFAULT",
        base: PARTED,
        settings: { rules: { "default-partition-created": "off" } },
      },
    ],
  },
  "drop-partition-locks-parent": {
    hit: [{ sql: "DROP TABLE part_1", base: PARTED }],
    near: ["DROP TABLE tag"],
    cleared: [{ sql: "ALTER TABLE part DETACH PARTITION part_1 CONCURRENTLY; DROP TABLE part_1", base: PARTED }],
  },
  "partition-fan-out": {
    hit: [
      {
        sql: "ALTER TABLE many ADD COLUMN m integer",
        base: `CREATE TABLE many (n integer) PARTITION BY LIST (n); ${months}`,
      },
    ],
    near: [{ sql: "ALTER TABLE part ADD COLUMN m integer", base: PARTED }],
    cleared: [`CREATE TABLE many (n integer) PARTITION BY LIST (n); ${months} ALTER TABLE many ADD COLUMN m integer`],
  },
  "inherit-change": {
    hit: [{ sql: "ALTER TABLE tag INHERIT words", base: "CREATE TABLE words (word text);" }],
    near: ["ALTER TABLE tag ADD COLUMN n integer"],
    cleared: [
      {
        sql: "CREATE TABLE fresh (word text); ALTER TABLE fresh INHERIT words",
        base: "CREATE TABLE words (word text);",
      },
    ],
  },
  "drop-trigger-locks-table": {
    hit: [
      {
        sql: "DROP TRIGGER told ON city",
        base: "CREATE TRIGGER told AFTER UPDATE ON city FOR EACH ROW EXECUTE FUNCTION tell();",
      },
      "ALTER TRIGGER told ON city RENAME TO heard",
    ],
    near: ["DROP FUNCTION told()"],
    cleared: [`${FRESH} DROP TRIGGER told ON fresh`],
  },
  "create-trigger-blocks-writes": {
    hit: ["CREATE TRIGGER told AFTER UPDATE ON city FOR EACH ROW EXECUTE FUNCTION tell()"],
    near: ["CREATE EVENT TRIGGER told ON ddl_command_end EXECUTE FUNCTION tell()"],
    cleared: [
      `${FRESH} CREATE TRIGGER told AFTER UPDATE ON fresh FOR EACH ROW EXECUTE FUNCTION tell()`,
      {
        sql: "CREATE TRIGGER told AFTER UPDATE ON city FOR EACH ROW EXECUTE FUNCTION tell()",
        part: { madeBy: "sync-step" },
      },
    ],
  },
  "trigger-disabled": {
    hit: ["ALTER TABLE city DISABLE TRIGGER ALL"],
    near: ["ALTER TABLE city ENABLE TRIGGER ALL"],
    cleared: [`${FRESH} ALTER TABLE fresh DISABLE TRIGGER ALL`],
  },
  "rule-locks-table": {
    hit: ["CREATE RULE quiet AS ON DELETE TO city DO INSTEAD NOTHING"],
    near: ["ALTER TABLE city ADD COLUMN n integer"],
    cleared: [`${FRESH} CREATE RULE quiet AS ON DELETE TO fresh DO INSTEAD NOTHING`],
  },
  "replica-identity-change": {
    hit: ["ALTER TABLE city REPLICA IDENTITY FULL"],
    near: ["ALTER TABLE city REPLICA IDENTITY DEFAULT"],
    cleared: [`${FRESH} ALTER TABLE fresh REPLICA IDENTITY FULL`],
  },
  "matview-refresh-blocks": {
    hit: [{ sql: "REFRESH MATERIALIZED VIEW names", base: MATVIEW }],
    near: [
      {
        sql: "REFRESH MATERIALIZED VIEW CONCURRENTLY names",
        base: `${MATVIEW} CREATE UNIQUE INDEX names_name ON names (name);`,
      },
    ],
    cleared: [`${MATVIEW} REFRESH MATERIALIZED VIEW names`],
  },
  "matview-filled-at-once": {
    hit: ["CREATE MATERIALIZED VIEW names AS SELECT name FROM city"],
    near: ["CREATE MATERIALIZED VIEW names AS SELECT name FROM city WITH NO DATA"],
    cleared: [`${FRESH} CREATE MATERIALIZED VIEW names AS SELECT name FROM fresh`],
  },
  "drop-type-cascade": {
    hit: [
      {
        sql: "DROP TYPE mood CASCADE",
        base: "CREATE TYPE mood AS ENUM ('glad'); CREATE TABLE diary (felt mood);",
      },
    ],
    near: [{ sql: "DROP TYPE mood", base: "CREATE TYPE mood AS ENUM ('glad');" }],
    cleared: [
      {
        sql: "ALTER TABLE diary ALTER COLUMN felt TYPE text; DROP TYPE mood",
        base: "CREATE TYPE mood AS ENUM ('glad'); CREATE TABLE diary (felt mood);",
      },
    ],
  },
  "composite-type-change": {
    hit: [
      {
        sql: "ALTER TYPE point2 ALTER ATTRIBUTE x TYPE bigint",
        base: "CREATE TYPE point2 AS (x integer, y integer); CREATE TABLE spot (at point2);",
      },
    ],
    near: [
      {
        sql: "ALTER TYPE point2 ADD ATTRIBUTE z integer",
        base: "CREATE TYPE point2 AS (x integer, y integer);",
      },
    ],
    cleared: [
      {
        sql: "DROP TABLE spot; ALTER TYPE point2 ALTER ATTRIBUTE x TYPE bigint",
        base: "CREATE TYPE point2 AS (x integer, y integer); CREATE TABLE spot (at point2);",
      },
    ],
  },
};
