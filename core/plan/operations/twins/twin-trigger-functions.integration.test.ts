import { expect, test } from "vitest";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { reviewOf } from "#test/operations/review-of.ts";
import { runSteps } from "#test/operations/run-steps.ts";
import { shadowOf } from "#test/shadow-of.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const SOAK = "1h";

const SETUP = `
  CREATE TYPE size AS ENUM ('big', 'small');
  CREATE TABLE city (id int PRIMARY KEY, n int NOT NULL, code varchar(20), log text, size size NOT NULL DEFAULT 'small');
  CREATE TABLE stop (id int PRIMARY KEY, city int REFERENCES city, log text);
  INSERT INTO city SELECT i, i, 'c' || i FROM generate_series(1, 20) i;
  INSERT INTO stop SELECT i, i FROM generate_series(1, 20) i;
  CREATE FUNCTION "Log it"() RETURNS trigger LANGUAGE plpgsql COST 7 AS $$ BEGIN
    NEW.log := (NEW.id + 1) || '-' || (NEW.n * 2) || upper(NEW.code) || (NEW.size > 'big'); RETURN NEW; END $$;
  CREATE TRIGGER log BEFORE UPDATE ON city FOR EACH ROW EXECUTE FUNCTION "Log it"();
  CREATE FUNCTION log_stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.log := (NEW.city + 1)::text; RETURN NEW; END $$;
  CREATE TRIGGER log BEFORE UPDATE ON stop FOR EACH ROW EXECUTE FUNCTION log_stop()`;

const CHANGES: readonly (readonly [string, PlanOperation])[] = [
  [
    "a column takes the place of another",
    { "change-type": { table: "city", column: "n", type: "bigint", soak: SOAK } },
  ],
  ["a type changes in place", { "change-type": { table: "city", column: "code", type: "text" } }],
  ["an enum gets another order", { "reorder-enum": { type: "size", values: ["small", "big"], soak: SOAK } }],
  ["keys are widened", { "widen-key": { table: "city", column: "id", soak: SOAK } }],
];

test.each(fixtures.flatMap((fixture) => CHANGES.map((it) => [fixture.label, it[0], fixture, it[1]] as const)))(
  "%s, %s: a session that has the table's trigger functions compiled fails in none of them, also on the way back",
  { timeout: 180_000 },
  async (_label, _what, fixture, operation) => {
    const target = await fixture.target();
    await target.exec(SETUP);
    const connection = await target.connect();
    const client = await target.connect();
    // Often enough that its plans are kept.
    const work = async () => {
      for (let turn = 0; turn < 7; turn++) {
        await client.query("UPDATE city SET log = NULL WHERE id = 3");
        await client.query("UPDATE stop SET log = NULL WHERE id = 3");
      }
      expect(
        await target.exec("SELECT c.log AS city, s.log AS stop FROM city c JOIN stop s USING (id) WHERE id = 3"),
      ).toEqual([{ city: expect.stringMatching(/^4-6C3(true|false)$/), stop: "4" }]);
    };
    await work();
    const { document } = await expandOn(fixture.engine, connection, [operation]);
    expect(await reviewOf(document, fixture.engine, connection)).toEqual([]);
    const run = await runSteps(document, connection);
    const soak = run.steps.findIndex(({ kind }) => kind === "soak");
    for (let count = 1; count <= (soak < 0 ? run.steps.length : soak); count++) {
      await run.forward(count);
      await work();
    }
    await run.back();
    await work();
    await run.forward();
    await work();
    expect(await target.exec("SELECT procost FROM pg_proc WHERE proname = 'Log it'")).toEqual([{ procost: 7 }]);
  },
);

test.each(fixtures)("$label: a function of another role is left alone, and its owner is told", async (fixture) => {
  const target = await fixture.target();
  await target.exec(SETUP);
  const connection = await target.connect();
  const [row] = (await connection.query("SELECT current_database() AS name")).rows;
  const role = `maker_${String(row?.name)}`;
  await target.exec(
    `CREATE ROLE ${role}; GRANT CREATE, USAGE ON SCHEMA public TO ${role}; ALTER TABLE city OWNER TO ${role}`,
  );
  await connection.query(`SET ROLE ${role}`);
  const { notes, document } = await expandOn(fixture.engine, connection, [CHANGES[0]?.[1] ?? []].flat());
  expect(notes.join("\n")).toContain(
    'public."Log it"() belongs to another role: sessions that ran it before the type changes can fail at it until they reconnect. Its owner ends that right after: ALTER FUNCTION public."Log it"() COST 7',
  );
  expect(JSON.stringify(document)).not.toContain("ALTER FUNCTION public");
  await connection.query("RESET ROLE");
  await target.exec(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
});

test("on a shadow it is done, and undone, without a difference", async () => {
  const [fixture] = fixtures;
  if (!fixture) throw new Error("no PostgreSQL");
  const target = await fixture.target();
  await target.exec(SETUP);
  const connection = await target.connect();
  const { document } = await expandOn(fixture.engine, connection, [CHANGES[0]?.[1] ?? []].flat());
  const { report } = await shadowOf("18", SETUP, document);
  expect(report.steps.filter(({ state }) => state === "refused")).toEqual([]);
  const contract = report.steps.find((it) => it.statements.some(({ label }) => label.startsWith("ALTER FUNCTION")));
  expect(contract).toMatchObject({ state: "done", undo: { state: "restored" } });
});
