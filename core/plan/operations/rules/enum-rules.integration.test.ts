import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const SETUP = `CREATE SCHEMA "S 1"; CREATE TYPE "S 1"."St""ate" AS ENUM ('new', 'it''s held', 'done'); COMMENT ON TYPE "S 1"."St""ate" IS 'c';
  CREATE TABLE t (id int PRIMARY KEY, state "S 1"."St""ate" NOT NULL DEFAULT 'it''s held', past "S 1"."St""ate"[]);
  CREATE TABLE u (id int PRIMARY KEY, "order" "S 1"."St""ate"); CREATE INDEX states ON t (state);
  INSERT INTO t VALUES (1, 'new', '{new,"it''s held"}'), (2, 'it''s held', NULL), (3, 'done', '{}'); INSERT INTO u VALUES (1, 'it''s held'), (2, NULL)`;
const TYPE = '"S 1"."St""ate"';
const recreated = (values: string, held: string) => `
  ALTER TYPE ${TYPE} RENAME TO was; CREATE TYPE ${TYPE} AS ENUM (${values}); COMMENT ON TYPE ${TYPE} IS 'c';
  ALTER TABLE t ALTER state DROP DEFAULT;
  ALTER TABLE t ALTER state TYPE ${TYPE} USING replace(state::text, 'it''s held', '${held}')::${TYPE},
    ALTER past TYPE ${TYPE}[] USING array_replace(past::text[], 'it''s held', '${held}')::${TYPE}[];
  ALTER TABLE t ALTER state SET DEFAULT '${held}';
  ALTER TABLE u ALTER "order" TYPE ${TYPE} USING replace("order"::text, 'it''s held', '${held}')::${TYPE}; DROP TYPE "S 1".was`;

test.each(fixtures)("$label: a value is removed; its rows in all tables get another", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: SETUP,
    operations: [{ "remove-enum-value": { type: TYPE, value: "it's held", instead: "done" } }],
    oracle: recreated("'new', 'done'", "done"),
  });
});

test.each(fixtures)("$label: values get another order", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: SETUP,
    operations: [{ "reorder-enum": { type: TYPE, values: ["done", "it's held", "new"] } }],
    oracle: recreated("'done', 'it''s held', 'new'", "it''s held"),
  });
});

test.each(fixtures)(
  "$label: unknown values, half an order and an index over the type's values are refused",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`${SETUP}; CREATE INDEX held ON u (id) WHERE "order" = 'done'`);
    const connection = await target.connect();
    const ask = (operations: Parameters<typeof expandOn>[2]) => expandOn(fixture.engine, connection, operations);
    await expect(ask([{ "remove-enum-value": { type: TYPE, value: "don", instead: "new" } }])).rejects.toThrow(
      "did you mean done?",
    );
    await expect(ask([{ "reorder-enum": { type: TYPE, values: ["done", "new"] } }])).rejects.toThrow("Name each value");
    await expect(ask([{ "reorder-enum": { type: TYPE, values: ["done", "new", "it's held"] } }])).rejects.toThrow(
      "The index held",
    );
  },
);

/** Functions and procedures in all shapes; what they answer is looked at in the end. */
const FUNCTIONS = `CREATE FUNCTION "S 1"."Rank of"(s ${TYPE} DEFAULT 'done') RETURNS int LANGUAGE plpgsql STABLE SET work_mem = '5MB' AS 'BEGIN RETURN (SELECT count(*) FROM public.t WHERE state >= s); END';
  COMMENT ON FUNCTION "S 1"."Rank of" IS 'how many'; REVOKE ALL ON FUNCTION "S 1"."Rank of" FROM PUBLIC; GRANT EXECUTE ON FUNCTION "S 1"."Rank of" TO pg_monitor WITH GRANT OPTION;
  CREATE FUNCTION next_state() RETURNS ${TYPE}[] LANGUAGE sql AS 'SELECT array_agg(state ORDER BY id) FROM public.t';
  CREATE FUNCTION over(VARIADIC a ${TYPE}[]) RETURNS TABLE (s ${TYPE}) LANGUAGE sql AS 'SELECT unnest(a)';
  CREATE PROCEDURE settle(INOUT s ${TYPE}) LANGUAGE plpgsql AS 'BEGIN s := ''new''; END';
  REVOKE ALL ON TYPE ${TYPE} FROM PUBLIC; GRANT USAGE ON TYPE ${TYPE} TO pg_monitor, pg_read_all_data WITH GRANT OPTION`;

test.each(fixtures)(
  "$label: rights on the type, and functions that take or return it, are carried over and back",
  async (fixture) => {
    const { notes, target } = await expectEveryStep(fixture, {
      setup: `${SETUP}; ${FUNCTIONS}`,
      operations: [{ "remove-enum-value": { type: TYPE, value: "it's held", instead: "done" } }],
      oracle: `DROP FUNCTION "S 1"."Rank of", next_state, over; DROP PROCEDURE settle; ${recreated("'new', 'done'", "done")}; ${FUNCTIONS}`,
    });
    expect(notes).toContainEqual(
      expect.stringMatching(/^"S 1"\."Rank of"\(.*\), public\.next_state\(\), .* made again with the new one/),
    );
    const [row] = await target.exec(
      `SELECT "S 1"."Rank of"('done') AS rank, "S 1"."Rank of"() AS plain, next_state()::text AS next, (SELECT count(*)::int FROM over('new', 'done')) AS over`,
    );
    expect(row).toEqual({ rank: 2, plain: 2, next: "{new,done,done}", over: 2 });
  },
);

test.each(fixtures)("$label: a type that no table uses is changed with its functions", async (fixture) => {
  const setup = `CREATE TYPE mood AS ENUM ('sad', 'glad'); GRANT USAGE ON TYPE mood TO pg_monitor;
    CREATE FUNCTION cheer(m mood) RETURNS mood LANGUAGE sql AS $$SELECT 'glad'::mood$$`;
  await expectEveryStep(fixture, {
    setup,
    operations: [{ "reorder-enum": { type: "mood", values: ["glad", "sad"] } }],
    oracle: `DROP FUNCTION cheer; DROP TYPE mood; ${setup.replace("'sad', 'glad'", "'glad', 'sad'")}`,
  });
});

test.each(fixtures)("$label: a trigger with a value in its WHEN is made again with the new type", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: `${SETUP}; CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER finished AFTER UPDATE ON t FOR EACH ROW WHEN (NEW.state = 'done') EXECUTE FUNCTION nothing()`,
    operations: [{ "remove-enum-value": { type: TYPE, value: "it's held", instead: "done" } }],
    oracle: `DROP TRIGGER finished ON t; ${recreated("'new', 'done'", "done")};
      CREATE TRIGGER finished AFTER UPDATE ON t FOR EACH ROW WHEN (NEW.state = 'done') EXECUTE FUNCTION nothing()`,
  });
});

/** What the server binds to the type, and what is said of it. */
const BOUND: Readonly<Record<string, readonly [string, RegExp]>> = {
  "a domain": [`CREATE DOMAIN d AS ${TYPE}`, /^type (public\.)?d uses the type St"ate.*change-type/],
  "a composite type": [
    `CREATE TYPE pair AS (a int, s ${TYPE}[])`,
    /column s of composite type public\.pair uses the type/,
  ],
  "a range type": [`CREATE TYPE span AS RANGE (subtype = ${TYPE})`, /type public\.span.*use/],
  "a cast": [
    `CREATE FUNCTION as_int(${TYPE}) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE CAST (${TYPE} AS int) WITH FUNCTION as_int(${TYPE})`,
    /cast from "S 1"\."St""ate" to integer uses the type/,
  ],
  "an operator": [
    `CREATE FUNCTION near(${TYPE}, ${TYPE}) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true'; CREATE OPERATOR === (LEFTARG = ${TYPE}, RIGHTARG = ${TYPE}, FUNCTION = near)`,
    /operator public\.===.* uses the type/,
  ],
  "an aggregate": [
    `CREATE FUNCTION step(int, ${TYPE}) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE AGGREGATE agg(${TYPE}) (SFUNC = step, STYPE = int)`,
    /function public\.agg.* uses the type.*operation sql/,
  ],
  "a function with an SQL body": [
    `CREATE FUNCTION bodied(s ${TYPE}) RETURNS text LANGUAGE sql RETURN s::text`,
    /function public\.bodied.* uses the type.*a text as its body/,
  ],
  "a function that an index uses": [
    `CREATE FUNCTION rank(s ${TYPE}) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE INDEX ranks ON u (rank("order"))`,
    /index public\.ranks uses the function public\.rank/,
  ],
  "a view over no column of it": [`CREATE VIEW v AS SELECT 'done'::${TYPE} AS s`, /view public\.v.*the type/],
  "the default of another column": [
    `CREATE TABLE w (id int, s text DEFAULT 'done'::${TYPE}::text)`,
    /default value for column s of table public\.w uses/,
  ],
  "a check of another column": [
    `CREATE TABLE w (id int, s text CHECK (s <> 'done'::${TYPE}::text))`,
    /constraint w_s_check on table public\.w uses/,
  ],
  "a text that names the value": [
    `CREATE FUNCTION isheld(s ${TYPE}) RETURNS bool LANGUAGE sql AS 'SELECT s = $$it''s held$$'; CREATE FUNCTION held(s ${TYPE} DEFAULT 'it''s held') RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    /^The function public\.held\(.*names a value that goes\. Write it without/,
  ],
  "a trigger that names the value": [
    `CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
     CREATE TRIGGER holding AFTER UPDATE ON t FOR EACH ROW WHEN (NEW.state = 'it''s held') EXECUTE FUNCTION nothing()`,
    /^The trigger holding names a value that goes/,
  ],
  "a foreign table": [
    `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE far (s ${TYPE}) SERVER s`,
    /far is a foreign table/,
  ],
  "a child with a column of its own": [
    `CREATE TABLE base (id int); CREATE TABLE child (s ${TYPE}) INHERITS (base)`,
    /child belongs to base/,
  ],
};

test.each(fixtures)(
  "$label: what cannot go over to the new type is refused by name before anything starts",
  async (fixture) => {
    for (const [what, [setup, message]] of Object.entries(BOUND)) {
      const target = await fixture.target();
      await target.exec(`${SETUP}; ${setup}`);
      const connection = await target.connect();
      const asked = expandOn(fixture.engine, connection, [
        { "remove-enum-value": { type: TYPE, value: "it's held", instead: "new" } },
      ]);
      const error: unknown = await asked.catch((it: unknown) => it);
      expect.soft(error, what).toMatchObject({ code: "unsupported", message: expect.stringMatching(message) });
      expect.soft((error as Error).message, what).toContain("Nothing was changed.");
    }
  },
);
