import { expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { runSteps } from "./run-steps.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");

const document: PlanDocument = {
  sluice: 1,
  name: "steps",
  title: "Steps",
  engine: "postgresql",
  phases: {
    expand: [
      {
        sql: "ALTER TABLE city ADD COLUMN size integer; ALTER TABLE city ADD CONSTRAINT sized CHECK (size > 0) NOT VALID",
        undo: "ALTER TABLE city DROP COLUMN size",
      },
    ],
    backfill: [{ backfill: { table: "city", set: { size: "people / 10" }, where: "size IS NULL" } }],
    verify: [
      { index: "CREATE INDEX city_size ON city (size)" },
      { sql: "ALTER TABLE city VALIDATE CONSTRAINT sized", undo: "keep" },
      { check: { name: "sizes", none: "SELECT id FROM city WHERE size IS NULL" } },
    ],
    cutover: [{ gate: { ask: "Ready?" } }],
  },
};

test.each(fixtures)("$label: steps are carried out up to any of them, and undone", async (fixture) => {
  const target = await fixture.target();
  await target.exec("CREATE TABLE city (id integer PRIMARY KEY, people integer); INSERT INTO city VALUES (1, 40)");
  const connection = await target.connect();
  const { steps } = await runSteps(document, connection);
  for (let count = 0; count <= steps.length; count++) {
    const run = await runSteps(document, connection);
    await run.forward(count);
    if (count >= 2) expect(await target.exec("SELECT size FROM city")).toEqual([{ size: 4 }]);
    await run.back();
    expect(
      await target.exec(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'city'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
      ),
    ).toEqual([{ attname: "id" }, { attname: "people" }]);
  }
});
