import { expect, test } from "vitest";
import { runDataChecks } from "#core/analysis/run-data-checks.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { type EngineTarget, engineFixtures } from "#test/engine-fixtures.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "sqlite");

async function ask({ engine }: (typeof fixtures)[number], target: EngineTarget, ...sql: readonly string[]) {
  const expand = sql.map((it) => ({ sql: it, undo: "none" }));
  const document: PlanDocument = { sluice: 1, name: "x", title: "X", engine: "sqlite", phases: { expand } };
  const limits = { checkMs: 10_000, fullBytes: 100_000_000, sampleRows: 20_000 };
  return await runDataChecks(document, engine, { open: () => target.connect(), limits, totalMs: 60_000 });
}

test.each(fixtures)(
  "$label: the definition of a rebuilt table is asked of the rows that are copied into it",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TABLE team (id INTEGER PRIMARY KEY); INSERT INTO team VALUES (1);
    CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT, age INT, team INT, gone INT);
    INSERT INTO person VALUES (1, 'a', 5, 1, 0), (2, NULL, -1, 2, 0), (3, 'a', 7, NULL, 0), (4, 'a', -9, 7, 1)`);
    const answers = await ask(
      fixture,
      target,
      `CREATE TABLE person_new (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, age INT CHECK (age >= 0), team INT REFERENCES team (id));
     INSERT INTO person_new (id, email, age, team) SELECT id, email, age, team FROM person WHERE gone = 0;
     DROP TABLE person; ALTER TABLE person_new RENAME TO person`,
      "CREATE UNIQUE INDEX person_age ON person (abs(age) % 2)",
    );
    expect(answers.map(({ check, verdict, offending }) => [check, verdict, offending])).toEqual([
      ["unique", "passes", 0],
      ["not null", "fails", 1],
      ["unique", "fails", 2],
      ["check", "fails", 1],
      ["foreign key", "fails", 1],
      ["unique", "fails", 3],
    ]);
  },
);

test.each(fixtures)(
  "$label: rows that raise an error are found one by one, and casts that lose a value are told",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT, n TEXT);
    WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 500)
    INSERT INTO doc SELECT i, CASE WHEN i IN (77, 400) THEN '{bad' ELSE '{"a":1}' END, CASE i WHEN 5 THEN '1.5' WHEN 6 THEN 'six' ELSE i END FROM g`);
    const answers = await ask(
      fixture,
      target,
      "UPDATE doc SET body = json_extract(body, '$.a')",
      "UPDATE doc SET n = CAST(n AS INTEGER)",
    );
    expect(answers[0]).toMatchObject({ check: "expression", verdict: "fails", rows: 500, offending: 2 });
    expect(answers[0]?.samples.map((it) => it.key)).toEqual(["id = 77", "id = 400"]);
    expect(answers[1]).toMatchObject({ check: "cast", verdict: "differs", offending: 2 });
    expect(answers[1]?.samples).toEqual([
      { key: "id = 5", value: "1.5" },
      { key: "id = 6", value: "six" },
    ]);
  },
);

test.each(fixtures)("$label: a session that checks cannot write, and can again afterwards", async (fixture) => {
  const target = await fixture.target();
  await target.exec("CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO doc VALUES (1, 'x')");
  const connection = await target.connect();
  const question = {
    rule: { kind: "not null", columns: ["body"] } as const,
    source: { table: { name: "doc" }, layers: [] },
    references: null,
  };
  const limits = { checkMs: 10_000, fullBytes: 100_000_000, sampleRows: 20_000 };
  await expect(fixture.engine.dataChecks.check(connection, question, limits)).resolves.toMatchObject({
    verdict: "passes",
  });
  await connection.query("INSERT INTO doc VALUES (2, 'y')");
  await connection.query("PRAGMA query_only = ON");
  await expect(connection.query("INSERT INTO doc VALUES (3, 'z')")).rejects.toThrow(/readonly/);
});
