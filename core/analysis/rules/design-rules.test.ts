import { type RuleCases, testRules } from "#test/rule-cases.ts";
import { DESIGN_RULES } from "./design-rules.ts";

const off = (rule: string, sql: string) => ({ sql, settings: { rules: { [rule]: "off" as const } } });
const table = (columns: string) => `CREATE TABLE bill (id bigint PRIMARY KEY, ${columns})`;
const LONG = "a".repeat(70);

const CASES: Readonly<Record<string, RuleCases>> = {
  "key-type": {
    hit: ["CREATE TABLE bill (id text PRIMARY KEY)"],
    near: ["CREATE TABLE bill (id bigint PRIMARY KEY, code text)"],
    cleared: [{ sql: "CREATE TABLE bill (id text PRIMARY KEY)", settings: { house: { keyTypes: ["text"] } } }],
  },
  "text-unbounded": {
    hit: [table("code text")],
    near: [table("code varchar(10)")],
    cleared: [table("code text CHECK (length(code) < 10)")],
  },
  "char-padded": {
    hit: [table("code char(2)")],
    near: [table("code varchar(2)")],
    cleared: [off("char-padded", table("code char(2)"))],
  },
  "varchar-limit": {
    hit: [table("code varchar(10)")],
    near: [table("code text")],
    cleared: [off("varchar-limit", table("code varchar(10)"))],
  },
  "key-too-narrow": {
    hit: ["CREATE TABLE bill (id integer PRIMARY KEY)", "CREATE TABLE bill (id serial PRIMARY KEY)"],
    near: ["CREATE TABLE bill (id bigserial PRIMARY KEY, n integer)"],
    cleared: [off("key-too-narrow", "CREATE TABLE bill (id integer PRIMARY KEY)")],
  },
  "serial-instead-of-identity": {
    hit: ["CREATE TABLE bill (id bigserial PRIMARY KEY)"],
    near: ["CREATE TABLE bill (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)"],
    cleared: ["ALTER TABLE city ADD COLUMN n bigserial"],
  },
  "timestamp-without-zone": {
    hit: [table("at timestamp"), table("at timestamp(3)")],
    near: [table("at timestamptz"), table("at timestamp with time zone")],
    cleared: [off("timestamp-without-zone", table("at timestamp"))],
  },
  "risky-column-type": {
    hit: [table("price double precision"), table("n money")],
    near: [table("latitude double precision"), table("price numeric(12,2)")],
    cleared: [off("risky-column-type", table("n money"))],
  },
  "column-policy": {
    hit: [{ sql: table("n integer"), settings: { house: { requiredColumns: ["made_at"] } } }],
    near: [{ sql: table("made_at timestamptz"), settings: { house: { requiredColumns: ["made_at"] } } }],
    cleared: [table("n integer")],
  },
  "column-padding": {
    hit: ["CREATE TABLE bill (a boolean, b bigint, c boolean, d bigint)"],
    near: ["CREATE TABLE bill (b bigint, d bigint, a boolean, c boolean)"],
    cleared: [off("column-padding", "CREATE TABLE bill (a boolean, b bigint, c boolean, d bigint)")],
  },
  "table-without-key": {
    hit: ["CREATE TABLE bill (n integer)"],
    near: [table("n integer"), "CREATE TEMPORARY TABLE bill (n integer)"],
    cleared: ["CREATE TABLE bill (n bigint); ALTER TABLE bill ADD PRIMARY KEY (n)"],
  },
  "create-table-as": {
    hit: ["CREATE TABLE cities AS SELECT id FROM city"],
    near: [table("n integer")],
    cleared: ["CREATE TEMPORARY TABLE cities AS SELECT id FROM city"],
  },
  "enum-created": {
    hit: ["CREATE TYPE mood AS ENUM ('glad')"],
    near: ["CREATE DOMAIN mood AS text"],
    cleared: [off("enum-created", "CREATE TYPE mood AS ENUM ('glad')")],
  },
  "naming-convention": {
    hit: [
      { sql: 'CREATE TABLE "Bill" (id bigint PRIMARY KEY)', settings: { house: { names: { table: /^[a-z_]+$/ } } } },
    ],
    near: [
      { sql: "CREATE TABLE bill (id bigint PRIMARY KEY)", settings: { house: { names: { table: /^[a-z_]+$/ } } } },
    ],
    cleared: ['CREATE TABLE "Bill" (id bigint PRIMARY KEY)'],
  },
  "identifier-truncated": {
    hit: [table(`${LONG} integer`)],
    near: [table(`${"a".repeat(63)} integer`)],
    cleared: [off("identifier-truncated", table(`${LONG} integer`))],
  },
  "unqualified-name": {
    hit: ["ALTER TABLE city ADD COLUMN n integer"],
    near: ["ALTER TABLE public.city ADD COLUMN n integer"],
    cleared: [off("unqualified-name", "ALTER TABLE city ADD COLUMN n integer")],
  },
  "comment-required": {
    hit: [table("n integer")],
    near: ["CREATE TEMPORARY TABLE bill (n integer)"],
    cleared: [`${table("n integer")}; COMMENT ON TABLE bill IS 'What is owed'`],
  },
};

testRules(DESIGN_RULES, CASES);
