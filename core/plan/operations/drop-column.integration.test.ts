import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";
import { twoReleases } from "#test/operations/two-releases.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const SETUP = `CREATE TABLE "Or""der" (id int PRIMARY KEY, "Fäx" text NOT NULL, note text UNIQUE);
  CREATE INDEX fax ON "Or""der" (lower("Fäx")); COMMENT ON COLUMN "Or""der"."Fäx" IS 'c'; INSERT INTO "Or""der" VALUES (1, '1', 'a')`;
const TABLE = '"Or""der"';

test.each(fixtures)(
  "$label: the column goes out of sight, comes back by undo, and is dropped after the soak",
  async (fixture) => {
    const { notes } = await expectEveryStep(fixture, {
      setup: SETUP,
      operations: [{ "drop-column": { table: TABLE, column: "Fäx", down: "note || '?'" } }],
      oracle: `ALTER TABLE "Or""der" DROP COLUMN "Fäx"`,
    });
    expect(notes.join()).toContain("go index fax");
  },
);

test.each(fixtures)(
  "$label: a release that leaves the column out inserts before and after contract",
  async (fixture) => {
    const { through, target, run } = await twoReleases(fixture, {
      setup: SETUP,
      operations: [{ "drop-column": { table: TABLE, column: "Fäx", down: "note || '?'" } }],
      access: null,
    });
    await through("cutover");
    await target.exec(`INSERT INTO "Or""der" (id, note) VALUES (2, 'b')`);
    await run.forward(run.steps.findIndex(({ kind }) => kind === "soak"));
    await target.exec(`INSERT INTO "Or""der" (id, note) VALUES (3, 'c')`);
    await run.back();
    expect(await target.exec(`SELECT "Fäx" AS fax FROM "Or""der" ORDER BY id`)).toEqual([
      { fax: "1" },
      { fax: "b?" },
      { fax: "c?" },
    ]);
  },
);

test.each(fixtures)("$label: a column that something needs is refused, and it is said what", async (fixture) => {
  const target = await fixture.target();
  await target.exec(
    `${SETUP}; CREATE VIEW v AS SELECT note FROM "Or""der"; CREATE TABLE child (n text REFERENCES "Or""der" (note))`,
  );
  const connection = await target.connect();
  const ask = (column: string) => expandOn(fixture.engine, connection, [{ "drop-column": { table: TABLE, column } }]);
  await expect(ask("note")).rejects.toThrow("is read by view v");
  await target.exec("DROP VIEW v");
  const again = await target.connect();
  const retry = (column: string) => expandOn(fixture.engine, again, [{ "drop-column": { table: TABLE, column } }]);
  await expect(retry("note")).rejects.toThrow("child_n_fkey of child");
  await expect(retry("id")).rejects.toThrow("primary key");
  await expect(retry("Fäx")).rejects.toThrow("Say with `down`");
});
