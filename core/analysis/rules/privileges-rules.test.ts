import { type RuleCases, testRules } from "#test/rule-cases.ts";
import { PRIVILEGES_RULES } from "./privileges-rules.ts";

const FRESH = "CREATE TABLE fresh (id bigint PRIMARY KEY, name text);";
const off = (rule: string, sql: string) => ({ sql, settings: { rules: { [rule]: "off" as const } } });
const PARTED = "CREATE TABLE part (at date) PARTITION BY RANGE (at);";
const BODY = "LANGUAGE plpgsql AS $$ BEGIN NULL; END $$";

const CASES: Readonly<Record<string, RuleCases>> = {
  "rls-without-policy": {
    hit: ["ALTER TABLE city ENABLE ROW LEVEL SECURITY"],
    near: ["ALTER TABLE city DISABLE ROW LEVEL SECURITY"],
    cleared: [
      "CREATE POLICY own ON city FOR SELECT USING (true); ALTER TABLE city ENABLE ROW LEVEL SECURITY",
      { sql: "ALTER TABLE city ENABLE ROW LEVEL SECURITY", base: "CREATE POLICY own ON city USING (true);" },
    ],
  },
  "rls-policy-gap": {
    hit: [
      { sql: "CREATE POLICY more ON city FOR SELECT USING (true)", base: "CREATE POLICY own ON city USING (true);" },
    ],
    near: [
      {
        sql: "CREATE POLICY more ON city FOR UPDATE USING (true)",
        base: "CREATE POLICY own ON city FOR SELECT USING (true);",
      },
    ],
    cleared: [
      {
        sql: "CREATE POLICY more ON city AS RESTRICTIVE FOR SELECT USING (true)",
        base: "CREATE POLICY own ON city USING (true);",
      },
    ],
  },
  "policy-change-locks-table": {
    hit: ["CREATE POLICY own ON city USING (true)", "ALTER TABLE city FORCE ROW LEVEL SECURITY"],
    near: ["ALTER TABLE city SET (fillfactor = 90)"],
    cleared: [`${FRESH} CREATE POLICY own ON fresh USING (true)`],
  },
  "owner-change": {
    hit: ["ALTER TABLE city OWNER TO admin"],
    near: ["ALTER SCHEMA public OWNER TO admin"],
    cleared: [`${FRESH} ALTER TABLE fresh OWNER TO admin`],
  },
  "grant-too-wide": {
    hit: [
      "GRANT ALL ON city TO app",
      "GRANT SELECT ON city TO PUBLIC",
      "GRANT SELECT ON city TO app WITH GRANT OPTION",
    ],
    near: ["GRANT SELECT ON city TO app", "REVOKE ALL ON city FROM PUBLIC"],
    cleared: [off("grant-too-wide", "GRANT ALL ON city TO app")],
  },
  "definer-without-search-path": {
    hit: [`CREATE FUNCTION tell() RETURNS void SECURITY DEFINER ${BODY}`],
    near: [`CREATE FUNCTION tell() RETURNS void ${BODY}`],
    cleared: [`CREATE FUNCTION tell() RETURNS void SECURITY DEFINER SET search_path = pg_catalog ${BODY}`],
  },
  "needs-superuser": {
    hit: ["SET ROLE admin", "CREATE PUBLICATION every FOR ALL TABLES"],
    near: ["CREATE PUBLICATION some FOR TABLE city", "SET work_mem = '1MB'"],
    cleared: [off("needs-superuser", "SET ROLE admin")],
  },
  "extension-unpinned": {
    hit: ["CREATE EXTENSION hstore"],
    near: ["CREATE SCHEMA hstore"],
    cleared: ["CREATE EXTENSION hstore VERSION '1.8'"],
  },
  "dependencies-unknown": {
    hit: [`CREATE FUNCTION tell() RETURNS void ${BODY}`],
    near: ["CREATE FUNCTION one() RETURNS integer LANGUAGE sql RETURN 1"],
    cleared: [off("dependencies-unknown", `CREATE FUNCTION tell() RETURNS void ${BODY}`)],
  },
  "autovacuum-disabled": {
    hit: [
      "ALTER TABLE city SET (autovacuum_enabled = false)",
      "CREATE TABLE bill (id bigint) WITH (autovacuum_enabled = off)",
    ],
    near: ["ALTER TABLE city SET (autovacuum_vacuum_scale_factor = 0.01)"],
    cleared: [off("autovacuum-disabled", "ALTER TABLE city SET (autovacuum_enabled = false)")],
  },
  "extension-managed-table": {
    hit: [{ sql: "ALTER TABLE part ADD COLUMN n integer", base: `CREATE EXTENSION timescaledb; ${PARTED}` }],
    near: [{ sql: "ALTER TABLE city ADD COLUMN n integer", base: "CREATE EXTENSION timescaledb;" }],
    cleared: [{ sql: "ALTER TABLE part ADD COLUMN n integer", base: PARTED }],
  },
};

testRules(PRIVILEGES_RULES, CASES);
