import { describe, expect, test } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { CITY, plan, shadowOf, stepOf, VERSIONS } from "#test/shadow-of.ts";

describe.each(VERSIONS)("postgresql %s", (version) => {
  test.each([
    ["ALTER TABLE city ADD COLUMN lat text", "42701", "city has a column lat already"],
    ["CREATE INDEX city_n ON city (name)", "42P07", "There is a relation city_n already"],
    ["ALTER TABLE city DROP COLUMN gone", "42703", "city has no column gone"],
    ["CREATE TABLE city (id integer)", "42P07", "There is a relation city already"],
    ["ALTER TABLE city ALTER COLUMN gone SET NOT NULL", "42703", undefined],
  ])("what is there already is refused as foreseen, and the report says so: %s", async (sql, code, alreadyThere) => {
    const { report } = await shadowOf(version, CITY, plan({ sql, undo: "none" }));
    expect(stepOf(report, "expand.1")).toMatchObject({
      state: "refused",
      statements: [{ refused: { code, because: "plan" }, disagreements: [] }],
    });
    expect(stepOf(report, "expand.1").alreadyThere).toBe(alreadyThere);
  });

  test("a backfill that keeps old values: the rows have them back after the undo, compared one by one", async () => {
    const { report } = await shadowOf(version, CITY, {
      ...plan(),
      phases: { backfill: [{ backfill: { table: "city", set: { n: "n + 1", lat: "'0'" } }, undo: "keep-old-values" }] },
    });
    const { undo } = stepOf(report, "backfill.1");
    expect(undo).toMatchObject({ state: "restored", differences: [] });
    expect(undo.rowsCompared).toBeGreaterThan(100);
  });

  test("a backfill that shall be quiet fires the triggers here, whose login may not keep them so, and a note says it", async () => {
    const { report } = await shadowOf(version, CITY, {
      ...plan(),
      phases: {
        backfill: [{ backfill: { table: "city", set: { n: "n + 1" }, triggers: "quiet" }, undo: "keep-old-values" }],
      },
    });
    expect(stepOf(report, "backfill.1")).toMatchObject({
      undo: { state: "restored" },
      notes: [expect.stringMatching(/^On the target the triggers stay quiet .*; here they fired/)],
    });
  });

  test("what the undo does not give back is counted", async () => {
    // The values of one row in three are kept from being put back, as a guard in the database may do.
    const guarded = `${CITY}
      CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF NEW.n < OLD.n AND OLD.id % 3 = 0 THEN NEW.n := OLD.n; END IF; RETURN NEW; END';
      CREATE TRIGGER held BEFORE UPDATE ON city FOR EACH ROW EXECUTE FUNCTION hold();`;
    const { report } = await shadowOf(version, guarded, {
      ...plan(),
      phases: { backfill: [{ backfill: { table: "city", set: { n: "n + 1" } }, undo: "keep-old-values" }] },
    });
    const { undo } = stepOf(report, "backfill.1");
    expect(undo.state).toBe("differs");
    expect(undo.differences).toEqual([expect.stringMatching(/^- old values of \d+ of \d+ rows of city \(n\)$/)]);
  });

  test("what the undo of an earlier step puts right is no difference: several steps may share one way back", async () => {
    const { report } = await shadowOf(
      version,
      CITY,
      plan(
        { sql: "ALTER TABLE city ADD COLUMN deep integer", undo: "ALTER TABLE city DROP COLUMN deep" },
        // It goes with its column.
        { sql: "COMMENT ON COLUMN city.deep IS 'metres'", undo: "SELECT 1" },
        {
          sql: "ALTER TABLE city ADD CONSTRAINT near CHECK (n > -1) NOT VALID",
          undo: "ALTER TABLE city DROP CONSTRAINT near",
        },
        // Proved again where it was: by the step before, which takes it away.
        { sql: "ALTER TABLE city VALIDATE CONSTRAINT near", undo: "SELECT 1" },
        { sql: "ALTER TABLE city ALTER COLUMN n SET DEFAULT 7", undo: "SELECT 1" },
      ),
    );
    expect(report.steps.map(({ undo }) => undo.state)).toEqual([
      "restored",
      "restored",
      "restored",
      "restored",
      "differs",
    ]);
  });

  test("a plan of ready-made operations: what its steps undo together restores the schema", async () => {
    const described = `${CITY} DROP VIEW big_city; COMMENT ON COLUMN city.n IS 'people';`;
    const { address, exec } = await targetDatabase("postgresql", { version });
    await exec(described);
    const engine = engineOf("postgresql");
    await using target = await engine.connect(address, { applicationName: "test" });
    const { document } = await expandOn(engine, target, [
      {
        "change-type": {
          table: "city",
          column: "n",
          default: "0",
          type: "numeric(12,2)",
          up: "n / 100.0",
          down: "(n * 100)::integer",
        },
      },
    ]);
    const { report } = await shadowOf(version, described, document);
    const undos = report.steps.map(({ undo }) => undo);
    expect(undos.filter(({ state }) => state === "restored").length).toBeGreaterThan(2);
    expect(undos.filter(({ state }) => state === "differs" || state === "refused")).toEqual([]);
  });
});
