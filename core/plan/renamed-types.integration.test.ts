import { expect, test } from "vitest";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { renameColumn } from "#test/operations/cases/rename-column.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectCase } from "#test/operations/expect-case.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");

const SETUP = `CREATE TABLE orders (id int PRIMARY KEY, amount numeric(12,2) NOT NULL DEFAULT 1.50, note text);
CREATE INDEX "By amount" ON orders (amount DESC) INCLUDE (note); COMMENT ON COLUMN orders.amount IS 'how much';
CREATE VIEW sums AS SELECT sum(o.amount) AS sum FROM orders o;
ALTER TABLE orders ADD CONSTRAINT paid CHECK (amount > 0);
INSERT INTO orders SELECT i, i / 4.0 FROM generate_series(1, 40) i`;
const RENAME = { "rename-column": { table: "orders", column: "amount", to: "cents", soak: "1h" } };
const change = (column: string, soak?: string): PlanOperation => ({
  "change-type": {
    table: "public.orders",
    column,
    type: "bigint",
    up: `round(${column} * 100)::bigint`,
    down: `${column} / 100.0`,
    default: "150",
    soak,
  },
});

test.each(fixtures)("$label: a rename and a type change of one column are one rule (pitfall 23)", async (fixture) => {
  const { document } = await expectEveryStep(fixture, {
    setup: SETUP,
    operations: [RENAME, change("cents")],
    oracle: `DROP VIEW sums; ALTER TABLE orders ALTER amount DROP DEFAULT;
ALTER TABLE orders ALTER amount TYPE bigint USING round(amount * 100)::bigint; ALTER TABLE orders RENAME amount TO cents;
ALTER TABLE orders ALTER cents SET DEFAULT 150;
${fixture.label.endsWith(" 18") ? "ALTER TABLE orders RENAME CONSTRAINT orders_amount_not_null TO orders_cents_not_null;" : ""}
CREATE VIEW sums AS SELECT sum(o.cents) AS sum FROM orders o`,
  });
  expect(document.phases.backfill).toHaveLength(1);
  expect(document.phases.contract).toContainEqual({
    soak: expect.objectContaining({ for: "1h" }),
    from: "change-type public.orders.cents, rename-column orders.amount to cents",
  });
});

test.each(fixtures)(
  "$label: whichever stands first and whichever name it uses, the plan is the same",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(SETUP);
    const connection = await target.connect();
    const phasesOf = async (operations: readonly PlanOperation[]) =>
      JSON.stringify((await expandOn(fixture.engine, connection, operations)).document.phases).replaceAll(
        "orders.amount,",
        "orders.cents,",
      );
    const wanted = await phasesOf([RENAME, change("cents")]);
    expect(wanted).toContain("round(amount * 100)");
    for (const operations of [
      [RENAME, change("amount")],
      [change("amount"), RENAME],
      [change("cents", "2m"), RENAME],
    ]) {
      expect(await phasesOf(operations)).toBe(wanted);
    }
  },
);

const typed = renameColumn.filter(({ name }) => name.includes("with-type"));

test.each(
  fixtures.flatMap((fixture) => typed.map((given) => ({ label: fixture.label, name: given.name, given, fixture }))),
)(
  "$label: $name passes its review, ends as the oracle does, and is undone from after every step",
  async ({ fixture, given }) => {
    await expectCase(fixture, given);
  },
);

test.each(
  fixtures.flatMap((fixture) =>
    (
      [
        { "set-not-null": { table: "orders", column: "cents" } },
        { "set-default": { table: "orders", column: "cents", default: "1" } },
        { "add-check": { table: "orders", name: "more", check: "cents > 1" } },
        { "add-unique": { table: "orders", name: "once", columns: ["cents"] } },
      ] satisfies readonly PlanOperation[]
    ).map((operation) => ({ label: fixture.label, name: Object.keys(operation)[0], operation, fixture })),
  ),
)("$label: $name on the new name in the same plan is refused with what to do", async ({ fixture, operation }) => {
  const target = await fixture.target();
  await target.exec(SETUP);
  const connection = await target.connect();
  await expect(expandOn(fixture.engine, connection, [RENAME, change("cents"), operation])).rejects.toThrow(
    "cents is there only once rename-column orders.amount to cents of this plan is through",
  );
});

test.each(fixtures)(
  "$label: on the old name it is refused as well, and so is a second type change",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(SETUP);
    const connection = await target.connect();
    const withMore = (more: PlanOperation) => expandOn(fixture.engine, connection, [RENAME, change("cents"), more]);
    await expect(withMore({ "drop-not-null": { table: "orders", column: "amount" } })).rejects.toThrow(
      "puts another column in the place",
    );
    await expect(withMore(change("amount"))).rejects.toThrow("both replace the column amount");
    await expect(withMore(change("cents"))).rejects.toThrow("cents is there only once rename-column");
  },
);
