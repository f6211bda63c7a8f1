import { Client } from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { uniqueName } from "#test/databases.ts";
import { createDatabase, dropDatabase } from "#test/server-databases.ts";
import { postgresOf, type TestPostgres, urlOf } from "#test/servers.ts";
import type { Connection } from "../connection.ts";
import { postgresAnalyser } from "./postgres-analyser.ts";

const BASE = `
  CREATE TYPE mood AS ENUM ('sad', 'ok');
  CREATE TABLE country (id bigint CONSTRAINT country_pkey PRIMARY KEY, code text);
  CREATE TABLE city (id bigint PRIMARY KEY, name text, country_id bigint CONSTRAINT city_country REFERENCES country (id),
    CONSTRAINT named CHECK (name <> ''));
  CREATE INDEX city_name ON city (name);
  CREATE UNIQUE INDEX city_name_id ON city (name, id);
  CREATE VIEW names AS SELECT name FROM city;
  CREATE SEQUENCE numbers;
  CREATE SCHEMA apart;
  CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER tell BEFORE INSERT ON city FOR EACH ROW EXECUTE FUNCTION told();
  CREATE POLICY mine ON city USING (true);
  CREATE TYPE pair AS (a int, b int);
  CREATE TABLE typed OF pair;
`;

/** What is there or missing, and what the catalog shows to be fine. `there`: the schema is already as it would leave it. */
const CASES: readonly (readonly [sql: string, code: string | null, there?: "there"])[] = [
  ["ALTER TABLE city ADD COLUMN name text", "42701", "there"],
  ["ALTER TABLE city ADD COLUMN IF NOT EXISTS name text", null],
  ["ALTER TABLE city ADD COLUMN other text", null],
  ["ALTER TABLE city ADD COLUMN id int, DROP COLUMN id", null],
  ["ALTER TABLE city DROP COLUMN other", "42703", "there"],
  ["ALTER TABLE city DROP COLUMN IF EXISTS other", null],
  ["ALTER TABLE city ALTER COLUMN other SET NOT NULL", "42703"],
  ["ALTER TABLE city ADD COLUMN other int, ALTER COLUMN other SET DEFAULT 1", null],
  ["ALTER TABLE city ALTER COLUMN other TYPE int", "42703"],
  ["ALTER TABLE city ALTER COLUMN other DROP DEFAULT", "42703"],
  ["ALTER TABLE city RENAME COLUMN other TO another", "42703"],
  ["ALTER TABLE city RENAME COLUMN other TO name", "42703", "there"],
  ["ALTER TABLE city RENAME COLUMN name TO id", "42701"],
  ["ALTER TABLE city ADD CONSTRAINT named CHECK (id > 0)", "42710", "there"],
  ["ALTER TABLE city DROP CONSTRAINT named, ADD CONSTRAINT named CHECK (id > 0)", null],
  ["ALTER TABLE city ADD CONSTRAINT city_name UNIQUE (name)", "42P07", "there"],
  ["ALTER TABLE city ADD CONSTRAINT ukey UNIQUE (other)", "42703"],
  ["ALTER TABLE city ADD CONSTRAINT key UNIQUE USING INDEX city_name_id", null],
  ["ALTER TABLE city ADD CONSTRAINT c FOREIGN KEY (country_id) REFERENCES country (other)", "42703"],
  ["ALTER TABLE city ADD PRIMARY KEY (name)", "42P16"],
  ["ALTER TABLE city DROP CONSTRAINT other", "42704", "there"],
  ["ALTER TABLE city DROP CONSTRAINT IF EXISTS other", null],
  ["ALTER TABLE city DROP CONSTRAINT city_country", null],
  ["ALTER TABLE city VALIDATE CONSTRAINT other", "42704"],
  ["ALTER TABLE city ADD CONSTRAINT c CHECK (id > 0) NOT VALID, VALIDATE CONSTRAINT c", null],
  ["CREATE TABLE city (id int)", "42P07", "there"],
  ["CREATE TABLE IF NOT EXISTS city (id int)", null],
  ["CREATE TABLE names (id int)", "42P07", "there"],
  ["CREATE TABLE apart.city (id int)", null],
  ["CREATE TEMPORARY TABLE city (id int)", null],
  ["CREATE INDEX city_name ON city (id)", "42P07", "there"],
  ["CREATE INDEX IF NOT EXISTS city_name ON city (id)", null],
  ["CREATE INDEX other ON city (other)", "42703"],
  ["CREATE INDEX ON city (name)", null],
  ["CREATE VIEW names AS SELECT 1 AS one", "42P07", "there"],
  ["CREATE SEQUENCE numbers", "42P07", "there"],
  ["CREATE TYPE mood AS ENUM ('other')", "42710", "there"],
  ["CREATE DOMAIN city AS text", "42710", "there"],
  ["ALTER TYPE mood ADD VALUE 'ok'", "42710", "there"],
  ["ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok'", null],
  ["ALTER TYPE mood RENAME VALUE 'sad' TO 'ok'", "42710", "there"],
  ["CREATE SCHEMA apart", "42P06", "there"],
  ["CREATE SCHEMA IF NOT EXISTS apart", null],
  ["CREATE EXTENSION plpgsql", "42710", "there"],
  ["CREATE TRIGGER tell BEFORE INSERT ON city FOR EACH ROW EXECUTE FUNCTION told()", "42710", "there"],
  ["CREATE OR REPLACE TRIGGER tell BEFORE INSERT ON city FOR EACH ROW EXECUTE FUNCTION told()", null],
  ["DROP TRIGGER other ON city", "42704", "there"],
  ["DROP TRIGGER IF EXISTS other ON city", null],
  ["CREATE POLICY mine ON city USING (false)", "42710", "there"],
  ["DROP POLICY other ON city", "42704", "there"],
  ["DROP TABLE other", "42P01", "there"],
  ["DROP TABLE IF EXISTS other", null],
  ["DROP VIEW other", "42P01", "there"],
  ["DROP SEQUENCE other", "42P01", "there"],
  ["DROP INDEX other", "42704", "there"],
  ["DROP INDEX IF EXISTS other", null],
  ["ALTER TABLE other ADD COLUMN a int", "42P01"],
  ["ALTER TABLE IF EXISTS other ADD COLUMN a int", null],
  ["ALTER TABLE city RENAME TO country", "42P07", "there"],
  ["ALTER TABLE city RENAME TO other", null],
  ["CREATE INDEX by_a ON typed (a)", null],
  ["DO $$ BEGIN IF false THEN ALTER TABLE city ADD COLUMN name text; END IF; END $$", null],
];

async function freshDatabase(server: TestPostgres): Promise<Client> {
  const name = uniqueName("refusals");
  await createDatabase(server, name);
  const client = new Client({ connectionString: urlOf(server, name) });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await dropDatabase(server, name);
  });
  return client;
}

const asConnection = (client: Client): Connection => ({
  backend: null,
  query: async (sql, params) => {
    const result = await client.query(sql, params ? [...params] : undefined);
    const last = Array.isArray(result) ? result.at(-1) : result;
    return { rows: last.rows, rowCount: last.rowCount ?? 0, command: last.command };
  },
  cancel: async () => undefined,
  close: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
});

test.each([14, 18] as const)(
  "on PostgreSQL %i, what is there already or missing is refused as the server refuses it",
  async (major) => {
    const client = await freshDatabase(await postgresOf(inject("serversDir"), `${major}`));
    await client.query(BASE);
    const model = await postgresAnalyser.readModel(asConnection(client), "all");
    const found = [];
    for (const [sql] of CASES) {
      const [statement] = await postgresAnalyser.read(sql);
      if (!statement) throw new Error(`No statement in ${sql}`);
      const { refused } = postgresAnalyser.predict(statement, model, { version: major, transaction: "wrapped" });
      await client.query("BEGIN");
      const code = await client.query(sql).then(
        () => null,
        (error: { readonly code: string }) => error.code,
      );
      await client.query("ROLLBACK");
      found.push({ sql, server: code, told: refused?.code ?? null, there: refused?.isThere ?? false });
    }
    expect(found).toEqual(
      CASES.map(([sql, code, there]) => ({ sql, server: code, told: code, there: there === "there" })),
    );
  },
);
