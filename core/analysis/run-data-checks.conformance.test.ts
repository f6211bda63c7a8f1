import { expect, test } from "vitest";
import type { DataCheckVerdict } from "#core/domain/data-check.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { DataCheckLimits } from "#core/engines/data-checks.ts";
import { type EngineTarget, engineFixtures } from "#test/engine-fixtures.ts";
import { type PlanDataCheck, runDataChecks } from "./run-data-checks.ts";

const LIMITS: DataCheckLimits = { checkMs: 30_000, fullBytes: 100_000_000, sampleRows: 20_000 };
const fixtures = engineFixtures();
type Fixture = (typeof fixtures)[number];
type Phases = PlanDocument["phases"];

const plan = (engine: Dialect, phases: Phases): PlanDocument => ({ sluice: 1, name: "x", title: "X", engine, phases });

async function check(
  { dialect, engine }: Fixture,
  target: EngineTarget,
  phases: Phases,
  limits: Partial<DataCheckLimits> = {},
): Promise<readonly PlanDataCheck[]> {
  const host = { open: () => target.connect(), limits: { ...LIMITS, ...limits }, totalMs: 60_000 };
  return await runDataChecks(plan(dialect, phases), engine, host);
}

const of = (answers: readonly PlanDataCheck[], kind: PlanDataCheck["check"]): PlanDataCheck => {
  const found = answers.find((it) => it.check === kind);
  if (!found) throw new Error(`no answer about ${kind}: ${JSON.stringify(answers)}`);
  return found;
};
const step = (sql: string, undo = "none") => ({ sql, undo });

test.each(fixtures)("$label: a unique index over equal values fails with the rows that share them", async (fixture) => {
  const target = await fixture.target();
  await target.exec("CREATE TABLE person (id integer PRIMARY KEY, email text, team integer)");
  await target.exec(
    "INSERT INTO person VALUES (1, 'a', 1), (2, 'A', 1), (3, 'b', 1), (4, 'a', 2), (5, NULL, 2), (6, NULL, 2)",
  );
  const ask = (index: string) => check(fixture, target, { expand: [{ index }] });

  const [plain] = await ask("CREATE UNIQUE INDEX u ON person (email)");
  expect(plain).toMatchObject({ step: "expand.1", verdict: "fails", rows: 4, offending: 2, sampled: false });
  expect(plain?.samples).toEqual([{ key: "id = 1; id = 4", value: "a (2 rows)" }]);
  expect(of(await ask("CREATE UNIQUE INDEX u ON person (lower(email))"), "unique")).toMatchObject({ offending: 3 });
  expect(of(await ask("CREATE UNIQUE INDEX u ON person (email, team DESC)"), "unique").verdict).toBe("passes");
  expect(of(await ask("CREATE UNIQUE INDEX u ON person (email) WHERE team = 1"), "unique").verdict).toBe("passes");
  const proved = of(await ask("CREATE UNIQUE INDEX u ON person (id, email)"), "unique");
  expect(proved).toMatchObject({ verdict: "passes", rows: null, message: expect.stringContaining("proves it") });
});

test.each(fixtures)("$label: expressions of a sync are tried on rows, there and back", async (fixture) => {
  const target = await fixture.target();
  const sqlite = fixture.dialect === "sqlite";
  await target.exec("CREATE TABLE city (id integer PRIMARY KEY, lat text)");
  await target.exec("INSERT INTO city VALUES (1, '48.1'), (2, '9.50'), (3, 'north'), (4, NULL), (5, '')");
  const to = sqlite ? "CAST(lat AS REAL)" : "lat::numeric(8,5)";
  const back = sqlite ? "CAST(latitude AS TEXT)" : "latitude::text";
  const answers = await check(fixture, target, {
    expand: [
      step(`ALTER TABLE city ADD COLUMN latitude ${sqlite ? "REAL" : "numeric(8,5)"}`),
      { sync: { table: "city", to: { latitude: to }, back: { lat: back } } },
    ],
  });
  const cast = answers.find((it) => it.subject.startsWith("latitude ="));
  // SQLite casts what is no number to 0 without a word.
  expect(cast).toMatchObject({ step: "expand.2", verdict: sqlite ? "differs" : "fails", rows: 5, offending: 2 });
  expect(cast?.samples).toEqual([
    { key: "id = 3", value: "north" },
    { key: "id = 5", value: null },
  ]);
  const there = of(answers, "round trip");
  // On PostgreSQL the rows that cannot be cast raise their error here too.
  expect(there).toMatchObject({ verdict: sqlite ? "differs" : "fails", rows: 5 });
  expect(there.samples.map((it) => it.value)).toContain(sqlite ? "9.50 → 9.5" : "9.50 → 9.50000");
});

test.each(fixtures)(
  "$label: a rule over a column that the plan fills is asked of the values it will have",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec("CREATE TABLE person (id integer PRIMARY KEY, name text)");
    await target.exec("INSERT INTO person VALUES (1, 'ann'), (2, NULL), (3, 'Ann')");
    const answers = await check(fixture, target, {
      expand: [step("ALTER TABLE person ADD COLUMN handle text")],
      backfill: [{ backfill: { table: "person", set: { handle: "lower(name)" }, where: "id < 3" } }],
      verify: [{ index: "CREATE UNIQUE INDEX person_handle ON person (handle)" }],
      contract: [step("ALTER TABLE person ALTER COLUMN handle SET NOT NULL")],
    });
    expect(of(answers, "not null")).toMatchObject({ step: "contract.1", verdict: "fails", rows: 3, offending: 2 });
    expect(of(answers, "not null").samples.map((it) => it.key)).toEqual(["id = 2", "id = 3"]);
    expect(of(answers, "unique")).toMatchObject({ verdict: "passes" });
  },
);

test.each(fixtures)("$label: a volatile expression is told and not evaluated", async (fixture) => {
  const target = await fixture.target();
  await target.exec("CREATE TABLE person (id integer PRIMARY KEY, n integer)");
  await target.exec("INSERT INTO person VALUES (1, 1)");
  const answers = await check(fixture, target, {
    backfill: [
      { backfill: { table: "person", set: { n: "CAST(random() AS integer)" } } },
      { backfill: { table: "person", set: { n: "n + 1" } } },
    ],
    contract: [step("ALTER TABLE person ALTER COLUMN id SET NOT NULL")],
  });
  expect(answers.map(({ check: kind, verdict }) => [kind, verdict])).toEqual([
    ["volatile", "fails"],
    ["expression", expect.stringMatching(/passes|not known/)],
    // What it has nothing to do with is not in its way.
    ["not null", "passes"],
  ]);
  expect(answers[0]).toMatchObject({ rows: null, sql: "", message: expect.stringContaining("random()") });
});

test.each(fixtures)("$label: hostile names and values stay names and values", async (fixture) => {
  const target = await fixture.target();
  const table = `we"ird (; DROP`;
  const quoted = `"${table.replaceAll('"', '""')}"`;
  const column = `"select -- (""x"`;
  await target.exec(`CREATE TABLE ${quoted} (id integer PRIMARY KEY, ${column} text, "~~sluice_row" text)`);
  await target.exec(`INSERT INTO ${quoted} VALUES (1, 'it''s; "x" (', ')'), (2, NULL, '\\'), (3, 'it''s; "x" (', '')`);
  const answers = await check(fixture, target, {
    expand: [
      { index: `CREATE UNIQUE INDEX "i(" ON ${quoted} (${column})` },
      step(`ALTER TABLE ${quoted} ADD COLUMN "a,b" text DEFAULT 'x)' CHECK ("a,b" <> 'x)')`),
      step(`ALTER TABLE ${quoted} ALTER COLUMN ${column} SET NOT NULL`),
    ],
  });
  expect(of(answers, "unique")).toMatchObject({ verdict: "fails", offending: 2 });
  expect(of(answers, "check")).toMatchObject({ verdict: "fails", offending: 3 });
  expect(of(answers, "not null")).toMatchObject({ verdict: "fails", offending: 1, samples: [{ key: "id = 2" }] });
  expect(await target.exec(`SELECT count(*) AS n FROM ${quoted}`)).toHaveLength(1);
});

const many = (dialect: Dialect, rows: number) =>
  dialect === "sqlite"
    ? `WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < ${rows}) SELECT i, i % 7, CAST(i AS text) FROM g`
    : `SELECT i, i % 7, i::text FROM generate_series(1, ${rows}) AS g(i)`;

test.each(fixtures)(
  "$label: of a large table a part is looked at, which is said, and proves no uniqueness",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec("CREATE TABLE event (id integer PRIMARY KEY, kind integer, ref text)");
    await target.exec(`INSERT INTO event ${many(fixture.dialect, 100_000)}`);
    if (fixture.dialect === "postgresql") await target.exec("ANALYZE event");
    const phases: Phases = {
      expand: [
        { index: "CREATE UNIQUE INDEX u ON event (ref)" },
        step("ALTER TABLE event ALTER COLUMN kind SET NOT NULL"),
        { index: "CREATE UNIQUE INDEX v ON event (kind)" },
      ],
    };
    const sampled = await check(fixture, target, phases, { fullBytes: 100_000 });
    expect(sampled.map(({ verdict, sampled: part }) => [verdict, part])).toEqual([
      ["not known", true],
      ["passes", true],
      ["fails", true],
    ]);
    for (const { rows } of sampled) {
      expect(rows).toBeGreaterThan(2_000);
      expect(rows).toBeLessThan(60_000);
    }
    const whole = await check(fixture, target, phases);
    expect(whole.map(({ verdict, sampled: part, rows }) => [verdict, part, rows])).toEqual([
      ["passes", false, 100_000],
      ["passes", false, 100_000],
      ["fails", false, 100_000],
    ] satisfies [DataCheckVerdict, boolean, number][]);
  },
);

test.each(fixtures)("$label: a check whose time is up is not known, never passed", async (fixture) => {
  const target = await fixture.target();
  await target.exec("CREATE TABLE event (id integer PRIMARY KEY, kind integer, ref text)");
  await target.exec(`INSERT INTO event ${many(fixture.dialect, 50_000)}`);
  const phases: Phases = { expand: [step("ALTER TABLE event ALTER COLUMN kind SET NOT NULL")] };
  const [answer] = await check(fixture, target, phases, { checkMs: 0 });
  expect(answer).toMatchObject({ verdict: "not known", message: expect.stringContaining("time was up") });
});

test.each(fixtures)(
  "$label: nothing is asked of a table that the plan makes, and what it will hold is not known",
  async (fixture) => {
    const target = await fixture.target();
    const answers = await check(fixture, target, {
      expand: [
        step("CREATE TABLE bill (id integer PRIMARY KEY, due text)"),
        { index: "CREATE UNIQUE INDEX bill_due ON bill (due)" },
        step("INSERT INTO bill VALUES (1, 'x')"),
        { index: "CREATE UNIQUE INDEX bill_due2 ON bill (due)" },
      ],
    });
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ step: "expand.4", verdict: "not known", rows: null });
  },
);

test.each(fixtures)(
  "$label: a way back that only writes the value in another form is told as such, not as a failure",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec("CREATE TABLE city (id integer PRIMARY KEY, lat text)");
    await target.exec("INSERT INTO city VALUES (1, '48.10'), (2, NULL)");
    const to = fixture.dialect === "sqlite" ? "CAST(lat AS REAL)" : "lat::numeric(8,5)";
    const back = fixture.dialect === "sqlite" ? "CAST(latitude AS TEXT)" : "latitude::text";
    const type = fixture.dialect === "sqlite" ? "REAL" : "numeric(8,5)";
    const answers = await check(fixture, target, {
      expand: [
        step(`ALTER TABLE city ADD COLUMN latitude ${type}`),
        { sync: { table: "city", to: { latitude: to }, back: { lat: back } } },
      ],
    });
    expect(of(answers, "round trip")).toMatchObject({ verdict: "differs", rows: 2, offending: 1 });
    expect(answers.filter(({ verdict }) => verdict === "fails")).toEqual([]);
  },
);
