import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");

test.each(fixtures)(
  "$label: a type whose values change form: a second column takes the place of the first",
  async (fixture) => {
    await expectEveryStep(fixture, {
      setup: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text, amount numeric(12,2) NOT NULL DEFAULT 1.50);
      INSERT INTO orders (note, amount) SELECT 'n' || i, i / 4.0 FROM generate_series(1, 50) i`,
      operations: [
        {
          "change-type": {
            table: "orders",
            column: "amount",
            type: "bigint",
            up: "round(amount * 100)::bigint",
            down: "amount / 100.0",
            default: "150",
          },
        },
      ],
      oracle: `ALTER TABLE orders ALTER COLUMN amount DROP DEFAULT, ALTER COLUMN amount TYPE bigint USING round(amount * 100)::bigint;
      ALTER TABLE orders ALTER COLUMN amount SET DEFAULT 150`,
    });
  },
);

test.each(fixtures)("$label: a type whose values keep their form is changed in place", async (fixture) => {
  const { document } = await expectEveryStep(fixture, {
    setup: "CREATE TABLE orders (id int PRIMARY KEY, note varchar(10)); INSERT INTO orders VALUES (1, 'a')",
    operations: [{ "change-type": { table: "orders", column: "note", type: "varchar(20)" } }],
    oracle: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20)",
  });
  expect(Object.keys(document.phases)).toEqual(["expand"]);
});
