import { type RuleCases, testRules } from "#test/rule-cases.ts";
import { CONSTRAINTS_RULES } from "./constraints-rules.ts";

const FRESH = "CREATE TABLE fresh (id bigint PRIMARY KEY, name text, city_id bigint, other integer);";
const KEY = "ALTER TABLE tag ADD CONSTRAINT tag_city FOREIGN KEY (city_id) REFERENCES city (id)";
const CHECK = "ALTER TABLE city ADD CONSTRAINT some_people CHECK (population > 0)";
const ADDRESS = "CREATE DOMAIN address AS text; CREATE TABLE person (mail address);";
const off = (rule: string, sql: string) => ({ sql, settings: { rules: { [rule]: "off" as const } } });

const CASES: Readonly<Record<string, RuleCases>> = {
  "foreign-key-validated-inline": {
    hit: [KEY],
    near: [`${KEY} NOT VALID`],
    cleared: [`${FRESH} ALTER TABLE fresh ADD CONSTRAINT fresh_city FOREIGN KEY (city_id) REFERENCES city (id)`],
  },
  "not-valid-then-validate-together": {
    hit: [`BEGIN; ${CHECK} NOT VALID; ALTER TABLE city VALIDATE CONSTRAINT some_people; COMMIT`],
    near: [`BEGIN; ${CHECK} NOT VALID; COMMIT`],
    cleared: [`${CHECK} NOT VALID; ALTER TABLE city VALIDATE CONSTRAINT some_people`],
  },
  "validate-under-strong-lock": {
    hit: [
      {
        sql: "BEGIN; ALTER TABLE city ADD COLUMN n integer; ALTER TABLE city VALIDATE CONSTRAINT some_people; COMMIT",
        base: `${CHECK} NOT VALID;`,
      },
    ],
    near: [
      {
        sql: "BEGIN; ALTER TABLE tag ADD COLUMN n integer; ALTER TABLE city VALIDATE CONSTRAINT some_people; COMMIT",
        base: `${CHECK} NOT VALID;`,
      },
    ],
    cleared: [
      {
        sql: "ALTER TABLE city ADD COLUMN n integer; ALTER TABLE city VALIDATE CONSTRAINT some_people",
        base: `${CHECK} NOT VALID;`,
      },
    ],
  },
  "validate-joined-with-exclusive": {
    hit: [
      {
        sql: "ALTER TABLE city VALIDATE CONSTRAINT some_people, ALTER COLUMN lat SET DEFAULT ''",
        base: `${CHECK} NOT VALID;`,
      },
      `${CHECK} NOT VALID, VALIDATE CONSTRAINT some_people`,
    ],
    near: [{ sql: "ALTER TABLE city VALIDATE CONSTRAINT some_people", base: `${CHECK} NOT VALID;` }],
    cleared: [
      {
        sql: "ALTER TABLE city VALIDATE CONSTRAINT some_people, VALIDATE CONSTRAINT named",
        base: `${CHECK} NOT VALID; ALTER TABLE city ADD CONSTRAINT named CHECK (name <> '') NOT VALID;`,
      },
    ],
  },
  "column-with-foreign-key": {
    hit: ["ALTER TABLE tag ADD COLUMN country_id bigint REFERENCES country (id)"],
    near: ["ALTER TABLE tag ADD COLUMN country_id bigint"],
    cleared: [`${FRESH} ALTER TABLE fresh ADD COLUMN country_id bigint REFERENCES country (id)`],
  },
  "foreign-key-locks-parent": {
    hit: [`${KEY} NOT VALID`],
    near: [`${CHECK} NOT VALID`],
    cleared: [
      {
        sql: `${KEY} NOT VALID`,
        part: { care: { lockTimeout: true, statementTimeout: true, session: true, indexLeftovers: true } },
      },
    ],
  },
  "many-foreign-keys-at-once": {
    hit: [
      `BEGIN; ${KEY} NOT VALID; ALTER TABLE tag ADD CONSTRAINT tag_country FOREIGN KEY (city_id) REFERENCES country (id) NOT VALID; COMMIT`,
    ],
    near: [`BEGIN; ${KEY} NOT VALID; COMMIT`],
    cleared: [
      `${KEY} NOT VALID; ALTER TABLE tag ADD CONSTRAINT tag_country FOREIGN KEY (city_id) REFERENCES country (id) NOT VALID`,
    ],
  },
  "new-table-locks-parent": {
    hit: ["CREATE TABLE bill (id bigint PRIMARY KEY, city_id bigint REFERENCES city (id))"],
    near: ["CREATE TABLE bill (id bigint PRIMARY KEY, city_id bigint)"],
    cleared: [`${FRESH} CREATE TABLE bill (id bigint PRIMARY KEY, fresh_id bigint REFERENCES fresh (id))`],
  },
  "foreign-key-type-mismatch": {
    hit: ["ALTER TABLE tag ADD COLUMN country_id integer REFERENCES country (id)"],
    near: ["ALTER TABLE tag ADD COLUMN country_id bigint REFERENCES country (id)"],
    cleared: [{ sql: "ALTER TABLE tag ADD COLUMN country_id integer REFERENCES country (id)", blind: true }],
  },
  "foreign-key-action-unstated": {
    hit: [`${KEY} NOT VALID`],
    near: [`${KEY} ON DELETE NO ACTION NOT VALID`],
    cleared: [off("foreign-key-action-unstated", `${KEY} NOT VALID`)],
  },
  "foreign-keys-not-allowed": {
    hit: [`${KEY} NOT VALID`],
    near: [`${CHECK} NOT VALID`],
    cleared: [off("foreign-keys-not-allowed", `${KEY} NOT VALID`)],
  },
  "drop-foreign-key-locks-both": {
    hit: [
      "ALTER TABLE city DROP CONSTRAINT city_country",
      "DROP TABLE city",
      "ALTER TABLE city DROP COLUMN country_id",
    ],
    near: ["ALTER TABLE city DROP COLUMN lat"],
    cleared: [`${FRESH} ALTER TABLE city DROP COLUMN lat`, "DROP TABLE city, country"],
  },
  "foreign-key-not-deferrable": {
    hit: [`${KEY} NOT VALID`],
    near: [`${KEY} DEFERRABLE NOT VALID`],
    cleared: [off("foreign-key-not-deferrable", `${KEY} NOT VALID`)],
  },
  "check-validated-inline": {
    hit: [CHECK],
    near: [`${CHECK} NOT VALID`],
    cleared: [`${FRESH} ALTER TABLE fresh ADD CONSTRAINT named CHECK (name <> '')`],
  },
  "column-with-check": {
    hit: ["ALTER TABLE city ADD COLUMN n integer DEFAULT 1 CHECK (n > 0)"],
    near: ["ALTER TABLE city ADD COLUMN n integer DEFAULT 1"],
    cleared: [`${FRESH} ALTER TABLE fresh ADD COLUMN n integer CHECK (n > 0)`],
  },
  "check-not-immutable": {
    hit: ["ALTER TABLE city ADD CONSTRAINT past CHECK (seen_at < now()) NOT VALID"],
    near: [`${CHECK} NOT VALID`],
    cleared: [off("check-not-immutable", "ALTER TABLE city ADD CONSTRAINT past CHECK (seen_at < now()) NOT VALID")],
  },
  "unique-builds-index": {
    hit: ["ALTER TABLE city ADD CONSTRAINT one_lat UNIQUE (lat)"],
    near: [
      {
        sql: "ALTER TABLE city ADD CONSTRAINT one_lat UNIQUE USING INDEX city_lat",
        base: "CREATE UNIQUE INDEX city_lat ON city (lat);",
      },
    ],
    cleared: [`${FRESH} ALTER TABLE fresh ADD CONSTRAINT one_name UNIQUE (name)`],
  },
  "column-with-unique": {
    hit: ["ALTER TABLE city ADD COLUMN code text UNIQUE"],
    near: ["ALTER TABLE city ADD COLUMN code text"],
    cleared: [`${FRESH} ALTER TABLE fresh ADD COLUMN code text UNIQUE`],
  },
  "primary-key-builds-index": {
    hit: ["ALTER TABLE tag ADD PRIMARY KEY (city_id, word)"],
    near: [
      {
        sql: "ALTER TABLE tag ADD CONSTRAINT tag_pkey PRIMARY KEY USING INDEX tag_key",
        base: "CREATE UNIQUE INDEX tag_key ON tag (city_id, word);",
      },
    ],
    cleared: ["CREATE TABLE bare (a integer); ALTER TABLE bare ADD PRIMARY KEY (a)"],
  },
  "primary-key-over-nullable": {
    hit: [
      {
        sql: "ALTER TABLE tag ADD CONSTRAINT tag_pkey PRIMARY KEY USING INDEX tag_key",
        base: "CREATE UNIQUE INDEX tag_key ON tag (city_id, word);",
      },
    ],
    near: ["ALTER TABLE tag ADD PRIMARY KEY (city_id, word)"],
    cleared: [
      {
        sql: "ALTER TABLE tag ADD CONSTRAINT tag_pkey PRIMARY KEY USING INDEX tag_key",
        base: "CREATE UNIQUE INDEX tag_key ON tag (city_id, word); ALTER TABLE tag ALTER COLUMN city_id SET NOT NULL, ALTER COLUMN word SET NOT NULL;",
      },
    ],
  },
  "exclusion-builds-index": {
    hit: ["ALTER TABLE city ADD CONSTRAINT apart EXCLUDE USING gist (name WITH =)"],
    near: [`${CHECK} NOT VALID`],
    cleared: [`${FRESH} ALTER TABLE fresh ADD CONSTRAINT apart EXCLUDE USING gist (name WITH =)`],
  },
  "constraint-not-enforced": {
    hit: [{ sql: `${CHECK} NOT ENFORCED`, version: 18 }],
    near: [{ sql: `${CHECK} NOT VALID`, version: 18 }],
    cleared: [off("constraint-not-enforced", `${CHECK} NOT ENFORCED`)],
  },
  "constraint-enforced-later": {
    hit: [
      {
        sql: "ALTER TABLE city ALTER CONSTRAINT city_country ENFORCED",
        base: "ALTER TABLE city ALTER CONSTRAINT city_country NOT ENFORCED;",
        version: 18,
      },
    ],
    near: [{ sql: "ALTER TABLE city ALTER CONSTRAINT city_country DEFERRABLE", version: 18 }],
    cleared: [
      {
        sql: "CREATE TABLE fresh (id bigint PRIMARY KEY, country_id bigint CONSTRAINT k REFERENCES country (id) NOT ENFORCED); ALTER TABLE fresh ALTER CONSTRAINT k ENFORCED",
        version: 18,
      },
    ],
  },
  "domain-constraint-scans-users": {
    hit: [{ sql: "ALTER DOMAIN address ADD CONSTRAINT mail CHECK (VALUE LIKE '%@%')", base: ADDRESS }],
    near: [{ sql: "ALTER DOMAIN address ADD CONSTRAINT mail CHECK (VALUE LIKE '%@%') NOT VALID", base: ADDRESS }],
    cleared: [
      {
        sql: "ALTER DOMAIN address ADD CONSTRAINT mail CHECK (VALUE LIKE '%@%')",
        base: "CREATE DOMAIN address AS text;",
      },
    ],
  },
  "domain-carries-check": {
    hit: ["CREATE DOMAIN address AS text CHECK (VALUE LIKE '%@%')"],
    near: ["CREATE DOMAIN address AS text"],
    cleared: [off("domain-carries-check", "CREATE DOMAIN address AS text CHECK (VALUE LIKE '%@%')")],
  },
  "constraint-unnamed": {
    hit: ["ALTER TABLE city ADD CHECK (population > 0) NOT VALID"],
    near: [`${CHECK} NOT VALID`],
    cleared: [off("constraint-unnamed", "ALTER TABLE city ADD CHECK (population > 0) NOT VALID")],
  },
  "validation-forgotten": {
    hit: [`${CHECK} NOT VALID`],
    near: [CHECK],
    cleared: [
      { sql: [`${CHECK} NOT VALID`, "ALTER TABLE city VALIDATE CONSTRAINT some_people"] },
      `${FRESH} ALTER TABLE fresh ADD CONSTRAINT named CHECK (name <> '') NOT VALID`,
    ],
  },
  "native-not-null-available": {
    hit: [{ sql: "ALTER TABLE city ADD CONSTRAINT has_lat CHECK (lat IS NOT NULL) NOT VALID", version: 18 }],
    near: [
      { sql: "ALTER TABLE city ADD CONSTRAINT has_lat CHECK (lat IS NOT NULL OR name = '') NOT VALID", version: 18 },
    ],
    cleared: ["ALTER TABLE city ADD CONSTRAINT has_lat CHECK (lat IS NOT NULL) NOT VALID"],
  },
};

testRules(CONSTRAINTS_RULES, CASES);
