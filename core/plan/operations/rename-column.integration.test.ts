import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";
import { twoReleases } from "#test/operations/two-releases.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const SETUP = `CREATE SCHEMA "Ä"; CREATE TABLE "Ä"."user" (id bigserial PRIMARY KEY, "Ma""il" varchar(40) NOT NULL DEFAULT 'x', "order" int);
  CREATE UNIQUE INDEX mails ON "Ä"."user" (lower("Ma""il") DESC) WHERE "order" > 0; COMMENT ON COLUMN "Ä"."user"."Ma""il" IS 'where to';
  INSERT INTO "Ä"."user" ("Ma""il", "order") SELECT 'm' || i, i FROM generate_series(1, 10) i`;

test.each(fixtures)(
  "$label: a column with index, default and comment is renamed; old and new name are kept in step",
  async (fixture) => {
    await expectEveryStep(fixture, {
      setup: SETUP,
      operations: [{ "rename-column": { table: '"Ä"."user"', column: 'Ma"il', to: "E-Mail" } }],
      oracle: `ALTER TABLE "Ä"."user" RENAME "Ma""il" TO "E-Mail"${fixture.label.endsWith("18") ? `; ALTER TABLE "Ä"."user" RENAME CONSTRAINT "user_Ma""il_not_null" TO "user_E-Mail_not_null"` : ""}`,
    });
  },
);

test.each(fixtures)(
  "$label: releases write either name of the table itself, and a rollback after contract loses nothing",
  async (fixture) => {
    const { target, run } = await twoReleases(fixture, {
      setup: SETUP,
      operations: [{ "rename-column": { table: '"Ä"."user"', column: 'Ma"il', to: "E-Mail" } }],
      access: null,
    });
    await run.forward(run.steps.findIndex(({ phase }) => phase === "cutover"));
    await target.exec(`INSERT INTO "Ä"."user" ("Ma""il") VALUES ('old')`);
    await target.exec(`INSERT INTO "Ä"."user" ("E-Mail") VALUES ('new')`);
    await target.exec(
      `UPDATE "Ä"."user" SET "E-Mail" = 'one' WHERE id = 1; UPDATE "Ä"."user" SET "Ma""il" = 'two' WHERE id = 2`,
    );
    await run.forward(run.steps.findIndex(({ kind }) => kind === "soak"));
    await target.exec(
      `INSERT INTO "Ä"."user" ("E-Mail") VALUES ('soaking'); UPDATE "Ä"."user" SET "E-Mail" = 'three' WHERE id = 3`,
    );
    await run.back();
    expect(
      await target.exec(`SELECT "Ma""il" AS m FROM "Ä"."user" WHERE id IN (1, 2, 3) OR id > 10 ORDER BY id`),
    ).toEqual(["one", "two", "three", "old", "new", "soaking"].map((m) => ({ m })));
  },
);

test.each(fixtures)("$label: two renames of one column, and names that are taken, are refused", async (fixture) => {
  const target = await fixture.target();
  await target.exec(SETUP);
  const connection = await target.connect();
  const table = '"Ä"."user"';
  const ask = (operations: Parameters<typeof expandOn>[2]) => expandOn(fixture.engine, connection, operations);
  await expect(
    ask([
      { "rename-column": { table, column: 'Ma"il', to: "a" } },
      { "rename-column": { table, column: 'Ma"il', to: "b" } },
    ]),
  ).rejects.toThrow('both replace the column Ma"il');
  await expect(ask([{ "rename-column": { table, column: 'Ma"il', to: "order" } }])).rejects.toThrow(
    "has a column order",
  );
  await expect(ask([{ "rename-column": { table, column: "mail", to: "a" } }])).rejects.toThrow("has no column mail");
});
