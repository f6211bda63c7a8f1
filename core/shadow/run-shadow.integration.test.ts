import { describe, expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { coordinatesPlan } from "#test/rollouts.ts";
import { CITY, plan, shadowOf, stepOf, VERSIONS } from "#test/shadow-of.ts";
import type { TracedStatement } from "./shadow-report.ts";

const locksOf = (statement: TracedStatement | undefined) =>
  (statement?.locks ?? []).map(({ relation, mode }) => `${relation} ${mode}`);

describe.each(VERSIONS)("postgresql %s", (version) => {
  test("the demo plan: locks as the server took them, every undo restores, and nothing is left", async () => {
    const { report, left, names } = await shadowOf(version, CITY, coordinatesPlan("postgresql"));
    expect(report.facts).toMatchObject({ isSameVersion: true, missing: [], place: "configured" });
    expect(report.facts.version).toContain(`PostgreSQL ${version}`);
    expect(report.facts.tables.every(({ rows }) => rows > 0)).toBe(true);
    expect(report.steps.map(({ stepId, state, undo }) => [stepId, state, undo.state])).toEqual([
      ["expand.1", "done", "restored"],
      ["expand.2", "done", "restored"],
      ["expand.3", "done", "restored"],
      ["backfill.1", "done", "kept"],
      ["verify.1", "done", "nothing to undo"],
      ["verify.2", "done", "nothing to undo"],
      ["cutover.1", "nothing to run", "nothing to undo"],
      ["contract.1", "done", "point of no return"],
    ]);
    expect(locksOf(stepOf(report, "expand.1").statements[0])).toEqual(["city ACCESS EXCLUSIVE"]);
    const [index] = stepOf(report, "expand.3").statements;
    expect(index).toMatchObject({ sent: "alone", indexesBuilt: ["city_latitude"] });
    expect(locksOf(index)).toEqual(["city SHARE UPDATE EXCLUSIVE"]);
    expect(report.steps.flatMap(({ statements }) => statements.flatMap((it) => it.disagreements))).toEqual([]);
    expect(names.length).toBeGreaterThan(0);
    expect(left).toEqual([]);
  });

  test("a rewrite, its index and the lock are seen, also where the plan does not name them", async () => {
    const { report } = await shadowOf(
      version,
      CITY,
      plan({
        sql: "ALTER TABLE city ALTER COLUMN id TYPE bigint",
        undo: "ALTER TABLE city ALTER COLUMN id TYPE integer",
      }),
    );
    const step = stepOf(report, "expand.1");
    expect(step).toMatchObject({ state: "refused", statements: [{ refused: { code: "0A000", because: "plan" } }] });
    expect(step.undo.state).toBe("not reached");
    const other = await shadowOf(
      version,
      CITY.replace(/CREATE VIEW.*$/s, ""),
      plan({
        sql: "ALTER TABLE city ALTER COLUMN n TYPE bigint",
        undo: "ALTER TABLE city ALTER COLUMN n TYPE integer",
      }),
    );
    const [effect] = stepOf(other.report, "expand.1").statements;
    expect(effect).toMatchObject({ rewritten: ["city"], refused: null });
    expect(effect?.indexesBuilt).toEqual(expect.arrayContaining(["city_n", "city_pkey"]));
    expect(stepOf(other.report, "expand.1").undo.state).toBe("restored");
  });

  test("a scan under a lock is told from a catalog change, and a proof that spares it is named", async () => {
    const { report } = await shadowOf(
      version,
      CITY,
      plan(
        {
          sql: "ALTER TABLE city ADD CONSTRAINT lat_set CHECK (lat IS NOT NULL) NOT VALID",
          undo: "ALTER TABLE city DROP CONSTRAINT lat_set",
        },
        { sql: "ALTER TABLE city VALIDATE CONSTRAINT lat_set", undo: "keep" },
        {
          sql: "ALTER TABLE city ALTER COLUMN lat SET NOT NULL",
          undo: "ALTER TABLE city ALTER COLUMN lat DROP NOT NULL",
        },
        {
          sql: "ALTER TABLE city ALTER COLUMN country SET NOT NULL",
          undo: "ALTER TABLE city ALTER COLUMN country DROP NOT NULL",
        },
      ),
    );
    expect(report.steps.map(({ statements }) => statements[0]?.scanned)).toEqual([[], ["city"], [], ["city"]]);
    expect(locksOf(stepOf(report, "expand.2").statements[0])).toEqual(["city SHARE UPDATE EXCLUSIVE"]);
    expect(stepOf(report, "expand.3").statements[0]?.spared.join()).toContain("sufficient to prove");
    expect(report.steps.map(({ undo }) => undo.state)).toEqual(["restored", "kept", "restored", "restored"]);
  });

  test("an undo that does not restore is told with the lines that differ, and one that fails with its SQLSTATE", async () => {
    const { report } = await shadowOf(
      version,
      CITY,
      plan(
        {
          sql: "ALTER TABLE city ADD COLUMN a integer DEFAULT 1",
          undo: "ALTER TABLE city ALTER COLUMN a DROP DEFAULT",
        },
        { sql: "DROP INDEX city_n", undo: "CREATE INDEX city_n ON city (name)" },
        { sql: "ALTER TABLE city ADD COLUMN b integer", undo: "ALTER TABLE city DROP COLUMN c" },
      ),
    );
    expect(stepOf(report, "expand.3").undo).toMatchObject({ state: "refused", refused: { code: "42703" } });
    expect(stepOf(report, "expand.2").undo.state).toBe("not reached");
    const other = await shadowOf(
      version,
      CITY,
      plan(
        {
          sql: "ALTER TABLE city ADD COLUMN a integer DEFAULT 1",
          undo: "ALTER TABLE city ALTER COLUMN a DROP DEFAULT",
        },
        { sql: "DROP INDEX city_n", undo: "CREATE INDEX city_n ON city (name)" },
      ),
    );
    expect(stepOf(other.report, "expand.1").undo).toMatchObject({
      state: "differs",
      differences: expect.arrayContaining([expect.stringMatching(/^\+ column city\.a: integer/)]),
    });
    expect(stepOf(other.report, "expand.2").undo.differences).toEqual([
      expect.stringContaining("- index city_n: CREATE INDEX city_n ON public.city USING btree (n)"),
      expect.stringContaining("+ index city_n: CREATE INDEX city_n ON public.city USING btree (name)"),
    ]);
  });

  test("what goes with CASCADE is named, also on tables that the statement does not name", async () => {
    const { report } = await shadowOf(version, CITY, plan({ sql: "DROP TABLE country CASCADE", undo: "none" }));
    const [effect] = stepOf(report, "expand.1").statements;
    expect(effect?.gone).toEqual(expect.arrayContaining(["constraint city_country_fkey on city", "table country"]));
    expect(locksOf(effect)).toEqual(expect.arrayContaining(["city ACCESS EXCLUSIVE", "country ACCESS EXCLUSIVE"]));
  });

  test("dependents: what is dropped, stands in the way, breaks, is locked or goes on", async () => {
    const script = `${CITY}
      CREATE TABLE town (id integer PRIMARY KEY, city integer REFERENCES city);
      CREATE FUNCTION lat_of(integer) RETURNS text LANGUAGE sql AS 'SELECT lat FROM city WHERE id = $1';
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := coalesce(NEW.lat, NEW.name); RETURN NEW; END $$;
      CREATE TRIGGER note BEFORE UPDATE ON city FOR EACH ROW EXECUTE FUNCTION note();
      CREATE FUNCTION old() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT max(lat) FROM city); END $$;
      CREATE VIEW small_lat AS SELECT lat FROM city;
      CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM big_city;`;
    const { report } = await shadowOf(
      version,
      script,
      plan({ sql: "ALTER TABLE city DROP COLUMN lat CASCADE", undo: "none" }),
    );
    const fates = new Map(report.dependents.map(({ kind, name, fate }) => [`${kind} ${name}`, fate]));
    expect(Object.fromEntries(fates)).toMatchObject({
      "view small_lat": "dropped",
      "function lat_of(integer)": "breaks",
      "trigger note": "breaks",
      "function old()": "may break",
      "view big_city": "keeps working",
      "materialized view counted": "keeps working",
      "index city_n": "keeps working",
    });
    const refused = await shadowOf(version, script, plan({ sql: "ALTER TABLE city DROP COLUMN lat", undo: "none" }));
    expect(refused.report.dependents.find(({ name }) => name === "small_lat")).toMatchObject({
      fate: "blocks the step",
      on: "city.lat",
    });
    const dropped = await shadowOf(version, script, plan({ sql: "DROP TABLE city CASCADE", undo: "none" }));
    const after = new Map(dropped.report.dependents.map(({ kind, name, fate }) => [`${kind} ${name}`, fate]));
    expect(after.get("foreign key town_city_fkey of town")).toBe("dropped");
    expect(after.get("view big_city")).toBe("dropped");
    expect(after.get("materialized view counted")).toBe("dropped");
  });

  test("queries: an index that goes makes a scan, and a prepared SELECT * breaks when a column comes", async () => {
    const big = `${CITY} INSERT INTO city (id, name, n) SELECT i, 'city ' || i, i FROM generate_series(1, 50000) i; ANALYZE;`;
    const document: PlanDocument = {
      ...plan(
        { sql: "ALTER TABLE city ADD COLUMN a integer", undo: "ALTER TABLE city DROP COLUMN a" },
        { sql: "DROP INDEX city_n", undo: "CREATE INDEX city_n ON city (n)" },
      ),
      queries: [
        { name: "by n", sql: "SELECT id FROM city WHERE n = 77" },
        { name: "all of one", sql: "SELECT * FROM city WHERE id = 7" },
        { name: "two at once", sql: "SELECT 1; DROP TABLE city" },
      ],
    };
    const { report } = await shadowOf(version, big, document);
    const [byN, one, ...rest] = report.queries;
    expect(rest).toEqual([]);
    expect(byN).toMatchObject({
      name: "by n",
      before: { indexes: ["city_n"], sequentialScans: [] },
      after: { indexes: [], sequentialScans: ["city"] },
      newSequentialScans: ["city"],
      prepared: "works",
    });
    expect(one).toMatchObject({ newSequentialScans: [], prepared: "breaks", after: { indexes: ["city_pkey"] } });
    expect(report.queryNotes.join()).toContain("pg_stat_statements");
    expect(report.queryNotes.join()).toContain("two at once");
  });

  test("a schema with everything in it is rebuilt, hostile names and all, with rows in every table", async () => {
    const { report } = await shadowOf(
      version,
      EVERYTHING,
      plan(
        {
          sql: 'ALTER TABLE "Odd ""one""; DROP" ADD COLUMN x int',
          undo: 'ALTER TABLE "Odd ""one""; DROP" DROP COLUMN x',
        },
        { sql: "ALTER TABLE measure ADD COLUMN unit text", undo: "ALTER TABLE measure DROP COLUMN unit" },
      ),
    );
    expect(report.facts.missing).toEqual([
      expect.objectContaining({ what: "publication everything", why: expect.stringContaining("superuser") }),
    ]);
    expect(report.facts.tables.filter(({ rows }) => rows === 0)).toEqual([]);
    expect(report.facts.tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['"Odd ""one""; DROP"', "measure", "other.place", "reading"]),
    );
    expect(report.steps.map(({ undo }) => undo.state)).toEqual(["restored", "restored"]);
    expect(locksOf(stepOf(report, "expand.2").statements[0])).toEqual(
      expect.arrayContaining([
        "measure ACCESS EXCLUSIVE",
        "measure_2024 ACCESS EXCLUSIVE",
        "measure_rest ACCESS EXCLUSIVE",
      ]),
    );
  });

  test("made-up rows that do not suit a cast stop nothing: the step runs on emptied tables, and it is said", async () => {
    const { report } = await shadowOf(
      version,
      "CREATE TABLE t (id int PRIMARY KEY, code text CHECK (code ~ '^[a-z]+$'))",
      plan({ sql: "ALTER TABLE t ALTER COLUMN code TYPE integer USING code::integer", undo: "none" }),
    );
    const step = stepOf(report, "expand.1");
    expect(step.state).toBe("refused");
    const other = await shadowOf(
      version,
      "CREATE TABLE t (id int PRIMARY KEY, code text CHECK (code IN ('a', 'b')))",
      plan(
        { sql: "ALTER TABLE t DROP CONSTRAINT t_code_check", undo: "none" },
        { sql: "ALTER TABLE t ALTER COLUMN code TYPE integer USING code::integer", undo: "none" },
      ),
    );
    expect(stepOf(other.report, "expand.2")).toMatchObject({
      state: "done",
      notes: [expect.stringContaining("22P02")],
    });
    expect(stepOf(other.report, "expand.2").statements[0]?.rewritten).toEqual(["t"]);
  });

  test("the plan's SQL has no rights beyond its shadow", async () => {
    const { report } = await shadowOf(
      version,
      `${CITY} CREATE EXTENSION dblink; CREATE EXTENSION pg_trgm;`,
      plan(
        { sql: "CREATE EXTENSION file_fdw", undo: "none" },
        { sql: "CREATE ROLE intruder SUPERUSER", undo: "none" },
        { check: { name: "files", none: "SELECT pg_read_file('/etc/passwd') FROM city" } },
        { sql: "COPY city TO PROGRAM 'true'", undo: "none" },
      ),
    );
    const refusals = report.steps.map(({ statements }) => statements[0]?.refused);
    expect(refusals).toHaveLength(4);
    for (const refused of refusals) expect(refused).toMatchObject({ code: "42501", because: "shadow" });
    expect(report.facts.missing).toEqual([expect.objectContaining({ what: "extension dblink" })]);
    expect(report.facts.rebuilt.extension).toBe(1);
  });

  test("over all kinds of statements the static analysis and the trace agree", async () => {
    const { report } = await shadowOf(
      version,
      `${CITY} CREATE TABLE town (id integer PRIMARY KEY, city integer); CREATE TYPE mood AS ENUM ('a');`,
      plan(
        {
          sql: "ALTER TABLE city ADD COLUMN a integer DEFAULT 1, ADD COLUMN b timestamptz DEFAULT clock_timestamp()",
          undo: "none",
        },
        { sql: "CREATE INDEX city_a ON city (a); ALTER TABLE city ADD CONSTRAINT a_set CHECK (a > 0)", undo: "none" },
        { sql: "ALTER TABLE town ADD FOREIGN KEY (city) REFERENCES city NOT VALID", undo: "none" },
        { sql: "ALTER TABLE town VALIDATE CONSTRAINT town_city_fkey", undo: "none" },
        { sql: "ALTER TABLE city ALTER COLUMN a TYPE bigint", undo: "none" },
        { sql: "ALTER TYPE mood ADD VALUE 'b'", undo: "none" },
        {
          sql: "CREATE TABLE fresh (id int PRIMARY KEY, city int REFERENCES city); CREATE INDEX fresh_city ON fresh (city)",
          undo: "none",
        },
        { index: "CREATE INDEX town_city ON town (city)" },
        { index: "DROP INDEX town_city", undo: "CREATE INDEX town_city ON town (city)" },
        { sql: "ALTER TABLE town DROP CONSTRAINT town_city_fkey", undo: "none" },
        { sql: "DROP VIEW big_city; DROP TABLE city CASCADE", undo: "none" },
      ),
    );
    expect(report.steps.map(({ state }) => state)).toEqual(report.steps.map(() => "done"));
    const told = report.steps.flatMap((step) =>
      step.statements.flatMap((it) => it.disagreements.map((line) => `${step.stepId} ${line}`)),
    );
    expect(told).toEqual([]);
  });
});

const EVERYTHING = `
  CREATE SCHEMA other;
  CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
  CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 0 AND 100);
  CREATE DOMAIN zip AS text CHECK (VALUE ~ '^[0-9]{5}$') NOT NULL;
  CREATE TYPE pair AS (a int, b text);
  CREATE FUNCTION other.twice(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT i * 2';
  CREATE SEQUENCE other.counter;
  CREATE TABLE other.place (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, zip zip, share percent DEFAULT 5, feeling mood, tags text[], at timestamptz DEFAULT now(),
    data jsonb, uid uuid UNIQUE, twice int GENERATED ALWAYS AS (other.twice(5)) STORED, number bigint DEFAULT nextval('other.counter'), kind text NOT NULL CHECK (kind IN ('x', 'y')));
  CREATE TABLE "Odd ""one""; DROP" ("select" int PRIMARY KEY, "a.b" numeric(5,2) CHECK ("a.b" > 3), place bigint REFERENCES other.place ON DELETE CASCADE, during int4range,
    self int REFERENCES "Odd ""one""; DROP", EXCLUDE USING gist (during WITH &&));
  CREATE INDEX "in""dex" ON "Odd ""one""; DROP" ((coalesce("a.b", 0))) WHERE "select" > 0;
  CREATE VIEW other."v w" AS SELECT o."select", p.zip FROM "Odd ""one""; DROP" o JOIN other.place p ON p.id = o.place;
  CREATE MATERIALIZED VIEW counts AS SELECT count(*) AS n FROM other."v w";
  CREATE UNIQUE INDEX counts_n ON counts (n);
  CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE TRIGGER "t""r" AFTER UPDATE OF "a.b" ON "Odd ""one""; DROP" FOR EACH ROW WHEN (NEW."a.b" > 1) EXECUTE FUNCTION note();
  ALTER TABLE "Odd ""one""; DROP" ENABLE ROW LEVEL SECURITY;
  ALTER TABLE "Odd ""one""; DROP" FORCE ROW LEVEL SECURITY;
  CREATE POLICY "p p" ON "Odd ""one""; DROP" USING ("a.b" > 0);
  CREATE PUBLICATION one_table FOR TABLE other.place;
  CREATE PUBLICATION everything FOR ALL TABLES;
  COMMENT ON COLUMN other.place.zip IS 'it''s a zip';
  CREATE STATISTICS other.stats ON zip, share FROM other.place;
  CREATE TABLE measure (id int, taken date NOT NULL, value float, PRIMARY KEY (id, taken)) PARTITION BY RANGE (taken);
  CREATE TABLE measure_2024 PARTITION OF measure FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  CREATE TABLE measure_rest PARTITION OF measure DEFAULT;
  CREATE INDEX measure_value ON measure (value);
  CREATE TABLE reading (measure int, taken date, FOREIGN KEY (measure, taken) REFERENCES measure);
  CREATE TABLE parent (id int, measure int);
  CREATE TABLE child (extra text) INHERITS (parent);`;
