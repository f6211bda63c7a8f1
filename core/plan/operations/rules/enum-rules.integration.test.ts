import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const SETUP = `CREATE SCHEMA "S 1"; CREATE TYPE "S 1"."St""ate" AS ENUM ('new', 'it''s held', 'done'); COMMENT ON TYPE "S 1"."St""ate" IS 'c';
  CREATE TABLE t (id int PRIMARY KEY, state "S 1"."St""ate" NOT NULL DEFAULT 'it''s held', past "S 1"."St""ate"[]);
  CREATE TABLE u (id int PRIMARY KEY, "order" "S 1"."St""ate"); CREATE INDEX states ON t (state);
  INSERT INTO t VALUES (1, 'new', '{new,"it''s held"}'), (2, 'it''s held', NULL), (3, 'done', '{}'); INSERT INTO u VALUES (1, 'it''s held'), (2, NULL)`;
const TYPE = '"S 1"."St""ate"';
const recreated = (values: string, held: string) => `
  ALTER TYPE ${TYPE} RENAME TO was; CREATE TYPE ${TYPE} AS ENUM (${values}); COMMENT ON TYPE ${TYPE} IS 'c';
  ALTER TABLE t ALTER state DROP DEFAULT;
  ALTER TABLE t ALTER state TYPE ${TYPE} USING replace(state::text, 'it''s held', '${held}')::${TYPE},
    ALTER past TYPE ${TYPE}[] USING array_replace(past::text[], 'it''s held', '${held}')::${TYPE}[];
  ALTER TABLE t ALTER state SET DEFAULT '${held}';
  ALTER TABLE u ALTER "order" TYPE ${TYPE} USING replace("order"::text, 'it''s held', '${held}')::${TYPE}; DROP TYPE "S 1".was`;

test.each(fixtures)("$label: a value is removed; its rows in all tables get another", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: SETUP,
    operations: [{ "remove-enum-value": { type: TYPE, value: "it's held", instead: "done" } }],
    oracle: recreated("'new', 'done'", "done"),
  });
});

test.each(fixtures)("$label: values get another order", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: SETUP,
    operations: [{ "reorder-enum": { type: TYPE, values: ["done", "it's held", "new"] } }],
    oracle: recreated("'done', 'it''s held', 'new'", "it''s held"),
  });
});

test.each(fixtures)(
  "$label: unknown values, half an order and an index over the type's values are refused",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`${SETUP}; CREATE INDEX held ON u (id) WHERE "order" = 'done'`);
    const connection = await target.connect();
    const ask = (operations: Parameters<typeof expandOn>[2]) => expandOn(fixture.engine, connection, operations);
    await expect(ask([{ "remove-enum-value": { type: TYPE, value: "don", instead: "new" } }])).rejects.toThrow(
      "did you mean done?",
    );
    await expect(ask([{ "reorder-enum": { type: TYPE, values: ["done", "new"] } }])).rejects.toThrow("Name each value");
    await expect(ask([{ "reorder-enum": { type: TYPE, values: ["done", "new", "it's held"] } }])).rejects.toThrow(
      "The index held",
    );
  },
);
