import { describe, expect, test } from "vitest";
import { type EngineTarget, engineFixtures } from "#test/engine-fixtures.ts";
import { SPARE, twoReleases } from "#test/operations/two-releases.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const CHANGE = { table: "price", column: "amount", type: "jsonb", up: "to_jsonb(amount)", down: "amount #>> '{}'" };
const SETUP = `CREATE TABLE price (id int PRIMARY KEY, amount text, doc json, touched int NOT NULL DEFAULT 0);
  INSERT INTO price SELECT i, 'x' || i, '{}' FROM generate_series(1, 20) i`;
const AWARE = `${SETUP}; CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.doc := to_json(NEW.touched); RETURN NEW; END $$;
  CREATE TRIGGER marks BEFORE INSERT OR UPDATE ON price FOR EACH ROW EXECUTE FUNCTION mark()`;

/** How often the statement ran a trigger function of Sluice's. */
async function callsOf(exec: EngineTarget["exec"], statement: string): Promise<number> {
  const [row = {}] = await exec(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`);
  const [plan] = row["QUERY PLAN"] as readonly { readonly Triggers?: readonly Ran[] }[];
  return (plan?.Triggers ?? [])
    .filter((it) => it["Trigger Name"].includes("sluice"))
    .reduce((sum, it) => sum + it.Calls, 0);
}
interface Ran {
  readonly "Trigger Name": string;
  readonly Calls: number;
}

describe.each(fixtures)("$label", (fixture) => {
  test.each([
    ["", SETUP],
    [", nor where triggers of the user's stand between", AWARE],
  ])("an UPDATE of other columns does not run the trigger's function, until the soak ends%s", async (_, setup) => {
    const { target, through, run } = await twoReleases(fixture, {
      setup,
      operations: [{ "change-type": CHANGE }],
      access: null,
    });
    await through("expand");
    const touch = () => callsOf(target.exec, "UPDATE price SET touched = touched + 1 WHERE id <= 10");
    const write = (column: string, value: string) =>
      callsOf(target.exec, `UPDATE price SET ${column} = ${value} WHERE id <= 10`);
    // A row that is not in step yet gets its new form by any UPDATE.
    expect(await touch()).toBeGreaterThanOrEqual(10);
    expect(await touch()).toBe(0);
    await through("verify");
    expect(await touch()).toBe(0);
    expect(await write("amount", "'old'")).toBeGreaterThanOrEqual(10);
    expect(await write(SPARE.column, `'"new"'`)).toBeGreaterThanOrEqual(10);
    expect(await write(SPARE.done, "false")).toBeGreaterThanOrEqual(10);
    await run.forward(run.steps.findIndex(({ kind }) => kind === "soak"));
    expect(await touch()).toBe(0);
    expect(await write("amount", `'"soaked"'`)).toBe(10);
    await run.back();
    const rows = await target.exec("SELECT DISTINCT amount FROM price WHERE id <= 10");
    expect(rows).toEqual([{ amount: "soaked" }]);
  });

  test("a column that follows from a generated one is kept in step: there no UPDATE is let pass", async () => {
    const { target, through } = await twoReleases(fixture, {
      setup: `${SETUP}; ALTER TABLE price ADD twice int GENERATED ALWAYS AS (id * 2) STORED`,
      operations: [
        { "change-type": { ...CHANGE, up: "to_jsonb(amount || coalesce(twice, 0))", down: "amount #>> '{}'" } },
      ],
      access: null,
    });
    await through("expand");
    await target.exec("UPDATE price SET amount = 'y' WHERE id = 1");
    expect(await target.exec(`SELECT ${SPARE.column} IS NOT NULL AS kept FROM price WHERE id = 1`)).toEqual([
      { kept: true },
    ]);
  });
});
