import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const SETUP = `CREATE SCHEMA "S"; CREATE TABLE "S".t (id int PRIMARY KEY, "Or""t" text, b text);
  INSERT INTO "S".t SELECT i, CASE WHEN i % 2 = 0 THEN 'x' END, 'b' FROM generate_series(1, 10) i`;

test.each(fixtures)(
  "$label: rows are filled, the column is proved and becomes NOT NULL; the NULLs come back by undo",
  async (fixture) => {
    await expectEveryStep(fixture, {
      setup: SETUP,
      operations: [{ "set-not-null": { table: '"S".t', column: 'Or"t', fill: "b || id" } }],
      oracle: `UPDATE "S".t SET "Or""t" = b || id WHERE "Or""t" IS NULL; ALTER TABLE "S".t ALTER "Or""t" SET NOT NULL`,
    });
  },
);

test.each(fixtures)("$label: without NULLs nothing is filled; with them it is refused", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: SETUP,
    operations: [{ "set-not-null": { table: '"S".t', column: "b" } }],
    oracle: 'ALTER TABLE "S".t ALTER b SET NOT NULL',
  });
  const target = await fixture.target();
  await target.exec(SETUP);
  const connection = await target.connect();
  const ask = (spec: { readonly column: string; readonly fill?: string }) =>
    expandOn(fixture.engine, connection, [{ "set-not-null": { table: '"S".t', ...spec } }]);
  await expect(ask({ column: 'Or"t' })).rejects.toThrow("is NULL in 5 of 10 rows");
  await expect(ask({ column: 'Or"t', fill: "nullif(b, 'b')" })).rejects.toThrow("even when it is filled");
  await expect(ask({ column: "id" })).rejects.toThrow("is NOT NULL already");
});

test.each(fixtures)("$label: writers that leave it NULL get the value from expand until contract", async (fixture) => {
  const target = await fixture.target();
  await target.exec(SETUP);
  const connection = await target.connect();
  await connection.query("CREATE SCHEMA sluice; GRANT USAGE ON SCHEMA sluice TO PUBLIC");
  const { document } = await expandOn(fixture.engine, connection, [
    { "set-not-null": { table: '"S".t', column: 'Or"t', fill: "b" } },
  ]);
  const [step] = document.phases.expand ?? [];
  await target.exec(step && "sql" in step ? step.sql : "");
  await target.exec(`INSERT INTO "S".t VALUES (11, NULL, 'n'); UPDATE "S".t SET "Or""t" = NULL WHERE id = 2`);
  expect(await target.exec(`SELECT "Or""t" AS v FROM "S".t WHERE id IN (2, 11) ORDER BY id`)).toEqual([
    { v: "b" },
    { v: "n" },
  ]);
});
