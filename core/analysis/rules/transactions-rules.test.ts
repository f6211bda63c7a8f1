import { type RuleCases, testRules } from "#test/rule-cases.ts";
import { TRANSACTIONS_RULES } from "./transactions-rules.ts";

const FRESH = "CREATE TABLE fresh (id bigint PRIMARY KEY, name text);";
const COLUMN = "ALTER TABLE city ADD COLUMN n integer";
const LAT = "CREATE INDEX CONCURRENTLY city_lat ON city (lat)";
const WRAPPED = { runBy: "wrapped" } as const;
const CARE = { care: { lockTimeout: true, statementTimeout: true, session: true, indexLeftovers: true } };
const points = Array.from({ length: 66 }, (_, at) => `SAVEPOINT s${at};`).join(" ");
const columns = (many: number) =>
  Array.from({ length: many }, (_, at) => `ALTER TABLE city ADD COLUMN n${at} integer;`).join(" ");

const CASES: Readonly<Record<string, RuleCases>> = {
  "concurrently-in-transaction": {
    hit: [{ sql: LAT, part: WRAPPED }, `BEGIN; ${LAT}; COMMIT`],
    near: ["CREATE INDEX city_lat ON city (lat)"],
    cleared: [LAT, `BEGIN; ${COLUMN}; COMMIT; ${LAT}`],
  },
  "lock-timeout-missing": {
    hit: [COLUMN],
    near: [LAT, "ANALYZE city"],
    cleared: [`SET lock_timeout = '500ms'; ${COLUMN}`, { sql: COLUMN, part: CARE }, FRESH],
  },
  "statement-timeout-missing": {
    hit: ["UPDATE city SET lat = '' WHERE lat IS NULL"],
    near: ["SELECT 1"],
    cleared: [
      "SET statement_timeout = '5s'; UPDATE city SET lat = '' WHERE lat IS NULL",
      { sql: "UPDATE city SET lat = '' WHERE lat IS NULL", part: CARE },
    ],
  },
  "timeout-ineffective": {
    hit: [
      "SET lock_timeout = 0",
      "SET lock_timeout = '10min'",
      `BEGIN; ${COLUMN}; SET LOCAL lock_timeout = '500ms'; COMMIT`,
    ],
    near: ["SET lock_timeout = '500ms'", "SET work_mem = '0'"],
    cleared: [`SET statement_timeout = 0; ${LAT}`],
  },
  "connection-hygiene": {
    hit: [COLUMN],
    near: ["SET application_name = 'migrate'"],
    cleared: [{ sql: COLUMN, part: CARE }],
  },
  "transaction-left-open": {
    hit: [`BEGIN; ${COLUMN}`],
    near: [COLUMN],
    cleared: [`BEGIN; ${COLUMN}; COMMIT`],
  },
  "nested-transaction": {
    hit: [{ sql: `BEGIN; ${COLUMN}; COMMIT`, part: WRAPPED }, `BEGIN; ${COLUMN}; BEGIN; COMMIT`],
    near: [{ sql: COLUMN, part: WRAPPED }],
    cleared: [`BEGIN; ${COLUMN}; COMMIT`],
  },
  "commit-in-script": {
    hit: [{ sql: `${COLUMN}; COMMIT`, part: WRAPPED }],
    near: [{ sql: COLUMN, part: WRAPPED }],
    cleared: [`BEGIN; ${COLUMN}; COMMIT`],
  },
  "work-after-exclusive-lock": {
    hit: [
      `BEGIN; ${COLUMN}; CREATE INDEX tag_word ON tag (word); COMMIT`,
      { sql: `${COLUMN}; ALTER TABLE tag ADD CONSTRAINT said CHECK (word <> '')`, part: WRAPPED },
    ],
    near: [`BEGIN; ${COLUMN}; ALTER TABLE tag ADD COLUMN m integer; COMMIT`],
    cleared: [
      `${COLUMN}; CREATE INDEX tag_word ON tag (word)`,
      `BEGIN; ${FRESH} CREATE INDEX f ON fresh (name); COMMIT`,
    ],
  },
  "locks-many-tables": {
    hit: [`BEGIN; ${COLUMN}; ALTER TABLE tag ADD COLUMN m integer; COMMIT`],
    near: [`BEGIN; ${COLUMN}; ALTER TABLE city ADD COLUMN m integer; COMMIT`],
    cleared: [`${COLUMN}; ALTER TABLE tag ADD COLUMN m integer`, `BEGIN; ${COLUMN}; ${FRESH} COMMIT`],
  },
  "many-changes-one-transaction": {
    hit: [`BEGIN; ${columns(12)} COMMIT`],
    near: [`BEGIN; ${columns(3)} COMMIT`],
    cleared: [columns(12)],
  },
  "mergeable-alters": {
    hit: [
      `${COLUMN}; ALTER TABLE city ADD COLUMN m integer`,
      {
        sql: "ALTER TABLE city VALIDATE CONSTRAINT a; ALTER TABLE city VALIDATE CONSTRAINT b",
        base: "ALTER TABLE city ADD CONSTRAINT a CHECK (id > 0) NOT VALID, ADD CONSTRAINT b CHECK (id > 1) NOT VALID;",
      },
    ],
    near: [
      "ALTER TABLE city ADD CONSTRAINT a CHECK (id > 0) NOT VALID; ALTER TABLE city VALIDATE CONSTRAINT a",
      {
        sql: "ALTER TABLE city VALIDATE CONSTRAINT a; ALTER TABLE city ALTER COLUMN lat SET DEFAULT ''",
        base: "ALTER TABLE city ADD CONSTRAINT a CHECK (id > 0) NOT VALID;",
      },
    ],
    cleared: [`${FRESH} ALTER TABLE fresh ADD COLUMN a integer; ALTER TABLE fresh ADD COLUMN b integer`],
  },
  "mixed-transaction-modes": {
    hit: [`${COLUMN}; ${LAT}`],
    near: [`${COLUMN}; ALTER TABLE city ADD COLUMN m integer`],
    cleared: [LAT, `SET statement_timeout = 0; ${LAT}`],
  },
  "not-rerunnable": {
    hit: [LAT],
    near: ["CREATE INDEX CONCURRENTLY IF NOT EXISTS city_lat ON city (lat)"],
    cleared: [{ sql: COLUMN, part: WRAPPED }, `BEGIN; ${COLUMN}; COMMIT`],
  },
  "savepoint-loop": {
    hit: [`BEGIN; ${points} COMMIT`],
    near: ["BEGIN; SAVEPOINT one; COMMIT"],
    cleared: [{ sql: `BEGIN; ${points} COMMIT`, settings: { rules: { "savepoint-loop": "off" } } }],
  },
  "release-lock-budget": {
    hit: [
      {
        sql: [
          "ALTER TABLE city ALTER COLUMN population TYPE bigint",
          "ALTER TABLE city ALTER COLUMN population TYPE numeric",
        ],
      },
    ],
    near: [`${COLUMN}; ALTER TABLE city ADD COLUMN m integer`],
    cleared: [
      {
        sql: [
          "ALTER TABLE city ALTER COLUMN population TYPE bigint",
          "ALTER TABLE city ALTER COLUMN population TYPE numeric",
        ],
        settings: { limits: { agreedMs: 5_000, releaseMs: 3_600_000 } },
      },
    ],
  },
  "schema-and-data-mixed": {
    hit: [
      {
        sql: `BEGIN; ${COLUMN}; INSERT INTO tag (word) VALUES ('a'); COMMIT`,
      },
    ],
    near: ["BEGIN; INSERT INTO tag (word) VALUES ('a'); COMMIT"],
    cleared: [`${COLUMN}; INSERT INTO tag (word) VALUES ('a')`],
  },
  "dynamic-sql": {
    hit: ["DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'city'; END $$"],
    near: ["SELECT 'EXECUTE DROP TABLE city'"],
    cleared: [
      {
        sql: "DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'city'; END $$",
        settings: { rules: { "dynamic-sql": "off" } },
      },
    ],
  },
  "stale-waiver": {
    hit: [
      `-- sluice:ignore drop-table nobody reads it\n${COLUMN}`,
      "-- sluice:ignore drop-column\nALTER TABLE city DROP COLUMN lat",
    ],
    near: [COLUMN],
    cleared: ["-- sluice:ignore drop-column the release of May stopped reading it\nALTER TABLE city DROP COLUMN lat"],
  },
};

testRules(TRANSACTIONS_RULES, CASES);
