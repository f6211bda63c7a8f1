import { expect, test } from "vitest";
import { type PlanDataCheck, runDataChecks } from "#core/analysis/run-data-checks.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { type EngineTarget, engineFixtures } from "#test/engine-fixtures.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
type Fixture = (typeof fixtures)[number];

async function ask(
  { engine }: Fixture,
  target: EngineTarget,
  ...sql: readonly string[]
): Promise<readonly PlanDataCheck[]> {
  const expand = sql.map((it) => ({ sql: it, undo: "none" }));
  const document: PlanDocument = { sluice: 1, name: "x", title: "X", engine: "postgresql", phases: { expand } };
  const limits = { checkMs: 10_000, fullBytes: 100_000_000, sampleRows: 20_000 };
  return await runDataChecks(document, engine, { open: () => target.connect(), limits, totalMs: 60_000 });
}
const told = (answers: readonly PlanDataCheck[]) => answers.map((it) => [it.check, it.verdict, it.offending]);

test.each(fixtures)(
  "$label: foreign keys are followed to rows, composite, to themselves, and MATCH FULL",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TABLE team (id integer PRIMARY KEY, code text UNIQUE);
    CREATE TABLE person (id integer PRIMARY KEY, team integer, code text, boss integer);
    INSERT INTO team VALUES (1, 'a'), (2, 'b');
    INSERT INTO person VALUES (1, 1, 'a', NULL), (2, 9, 'b', 1), (3, NULL, 'x', 7)`);
    const add = (body: string) => `ALTER TABLE person ADD CONSTRAINT f ${body}`;
    const answers = await ask(
      fixture,
      target,
      add("FOREIGN KEY (team) REFERENCES team"),
      add("FOREIGN KEY (code) REFERENCES team (code)"),
      add("FOREIGN KEY (boss) REFERENCES person (id)"),
      add("FOREIGN KEY (team, code) REFERENCES team (id, code) MATCH FULL"),
      "ALTER TABLE person ADD COLUMN home integer DEFAULT 3 REFERENCES team (id)",
      "ALTER TABLE person ADD COLUMN away integer REFERENCES team (id)",
    );
    expect(answers.map((it) => it.offending)).toEqual([1, 1, 1, 2, 3, 0]);
    expect(answers[0]?.samples).toEqual([{ key: "id = 2", value: "9" }]);
  },
);

test.each(fixtures)(
  "$label: NOT VALID asks nothing before VALIDATE, of the plan's constraints and of the catalog's",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TABLE item (id integer PRIMARY KEY, price integer);
    INSERT INTO item VALUES (1, 5), (2, -1), (3, NULL);
    ALTER TABLE item ADD CONSTRAINT old CHECK (price < 5) NOT VALID`);
    const answers = await ask(
      fixture,
      target,
      "ALTER TABLE item ADD CONSTRAINT positive CHECK (price > 0) NOT VALID",
      "ALTER TABLE item VALIDATE CONSTRAINT positive",
      "ALTER TABLE item VALIDATE CONSTRAINT old",
    );
    expect(answers.map(({ step, check, verdict, offending }) => [step, check, verdict, offending])).toEqual([
      ["expand.2", "check", "fails", 1],
      ["expand.3", "check", "fails", 1],
    ]);
  },
);

test.each(fixtures)(
  "$label: types: casts, lengths, enums; what fits passes, and every bad row counts",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TYPE colour AS ENUM ('red', 'green');
    CREATE TABLE item (id integer PRIMARY KEY, n text, name varchar(40), c text, amount numeric(10,4), big bigint);
    INSERT INTO item SELECT i, CASE WHEN i % 100 = 0 THEN 'x' || i ELSE i::text END, repeat('a', i % 12), CASE i % 3 WHEN 0 THEN 'red' WHEN 1 THEN 'green' ELSE 'blue' END, i, i FROM generate_series(1, 3000) i;
    UPDATE item SET amount = 123456 WHERE id = 7; UPDATE item SET big = 3000000000 WHERE id = 8; UPDATE item SET name = 'ab     ' WHERE id = 11`);
    const alter = (rest: string) => `ALTER TABLE item ALTER COLUMN ${rest}`;
    const answers = await ask(
      fixture,
      target,
      alter("n TYPE integer USING n::integer"),
      alter("name TYPE varchar(11)"),
      alter("name TYPE varchar(10)"),
      alter("c TYPE colour USING c::colour"),
      alter("amount TYPE numeric(8,3)"),
      alter("big TYPE integer"),
      alter("id TYPE bigint"),
    );
    expect(told(answers)).toEqual([
      ["cast", "fails", 30],
      ["length", "passes", 0],
      ["length", "fails", 249],
      ["enum", "fails", 1000],
      ["cast", "fails", 1],
      ["cast", "fails", 1],
      ["cast", "passes", 0],
    ]);
    expect(answers[0]).toMatchObject({
      rows: 3000,
      samples: expect.arrayContaining([{ key: "id = 100", value: "x100" }]),
    });
    expect(answers[0]?.message).toContain("30 rows raise: invalid input syntax for type integer");
    expect(answers[0]?.message).not.toContain("x100");
    expect(answers[0]?.samples).toHaveLength(5);
  },
);

test.each(fixtures)(
  "$label: partitions, a table without key, and an added column that rows cannot satisfy",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TABLE log (day date NOT NULL, level integer) PARTITION BY RANGE (day);
    CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
    CREATE TABLE log_2 (level integer, day date NOT NULL);
    ALTER TABLE log ATTACH PARTITION log_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
    INSERT INTO log SELECT '2026-01-01'::date + i, CASE WHEN i = 40 THEN NULL ELSE i END FROM generate_series(0, 50) i`);
    const answers = await ask(
      fixture,
      target,
      "ALTER TABLE log ALTER COLUMN level SET NOT NULL",
      "ALTER TABLE log ADD COLUMN source text NOT NULL",
      "ALTER TABLE log ADD COLUMN origin text NOT NULL DEFAULT 'app'",
      "ALTER TABLE log ADD COLUMN half integer GENERATED ALWAYS AS (100 / (level - 3)) STORED",
    );
    expect(told(answers)).toEqual([
      ["not null", "fails", 1],
      ["not null", "fails", 51],
      ["not null", "passes", 0],
      ["expression", "fails", 1],
    ]);
    expect(answers[0]?.samples).toEqual([{ key: expect.stringMatching(/^row at \(\d+,\d+\)$/), value: null }]);
  },
);

test.each(fixtures)(
  "$label: undo is asked of the rows as the step leaves them, and a held table is not waited for",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(
      "CREATE TABLE city (id integer PRIMARY KEY, name text); INSERT INTO city VALUES (1, NULL), (2, 'Bonn')",
    );
    const document: PlanDocument = {
      sluice: 1,
      name: "x",
      title: "X",
      engine: "postgresql",
      phases: {
        expand: [
          {
            sql: "ALTER TABLE city RENAME COLUMN name TO label",
            undo: "ALTER TABLE city ALTER COLUMN label SET NOT NULL",
          },
        ],
      },
    };
    const limits = { checkMs: 20_000, fullBytes: 1_000_000, sampleRows: 1_000 };
    const host = { open: () => target.connect(), limits, totalMs: 60_000 };
    const [undo] = await runDataChecks(document, fixture.engine, host);
    expect(undo).toMatchObject({ direction: "undo", check: "not null", verdict: "fails", offending: 1 });
    const holder = await target.connect();
    await holder.query("BEGIN; LOCK TABLE city IN ACCESS EXCLUSIVE MODE");
    const [held] = await runDataChecks(document, fixture.engine, host);
    expect(held).toMatchObject({ verdict: "not known", message: expect.stringContaining("holds the table") });
  },
);

test.each(fixtures)("$label: a check writes nothing and calls no function that may", async (fixture) => {
  const target = await fixture.target();
  await target.exec(`CREATE TABLE city (id integer PRIMARY KEY, name text); INSERT INTO city VALUES (1, 'Bonn');
    CREATE FUNCTION noisy(t text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO city VALUES (99, t); RETURN t; END $$;
    CREATE FUNCTION lying(t text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN EXECUTE 'INSERT INTO city VALUES (98, ''x'')'; RETURN true; END $$`);
  const answers = await ask(
    fixture,
    target,
    "UPDATE city SET name = noisy(name)",
    "ALTER TABLE city ADD CONSTRAINT c CHECK (noisy(name) = name)",
    "ALTER TABLE city ADD CONSTRAINT d CHECK (lying(name))",
  );
  expect(answers.map(({ verdict }) => verdict)).toEqual(["not known", "not known", "not known"]);
  expect(await target.exec("SELECT * FROM city")).toEqual([{ id: 1, name: "Bonn" }]);
});

test.each(fixtures)(
  "$label: added columns with fresh values ask nothing needless, and what depends on them is not known",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(
      "CREATE TABLE city (id integer PRIMARY KEY, name text); INSERT INTO city VALUES (1, 'a'), (2, 'b')",
    );
    const answers = await ask(
      fixture,
      target,
      "ALTER TABLE city ADD COLUMN token uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(), ADD COLUMN no bigserial NOT NULL",
      "ALTER TABLE city ADD COLUMN at timestamptz NOT NULL DEFAULT now()",
      "ALTER TABLE city ADD CONSTRAINT later CHECK (no > 0)",
      "ALTER TABLE city ALTER COLUMN name SET NOT NULL",
      "ALTER TABLE city ADD COLUMN kind text UNIQUE DEFAULT 'x'",
    );
    expect(answers.map(({ step, check, verdict }) => [step, check, verdict])).toEqual([
      ["expand.2", "not null", "passes"],
      ["expand.3", "check", "not known"],
      ["expand.4", "not null", "passes"],
      ["expand.5", "unique", "fails"],
    ]);
    expect(answers[1]?.message).toContain("The plan fills no with values that cannot be told before");
  },
);
