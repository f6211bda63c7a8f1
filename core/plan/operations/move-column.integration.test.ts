import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { moveColumnCase, moveColumnHostileCase } from "#test/operations/cases/move-column.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectCase } from "#test/operations/expect-case.ts";
import { runSteps } from "#test/operations/run-steps.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const LONG = { timeout: 180_000 };

test.each(fixtures)("$label: the column is there with its values, or nothing has changed", LONG, async (fixture) => {
  await expectCase(fixture, moveColumnCase);
});

test.each(fixtures)("$label: whatever things are called, and one row for several", LONG, async (fixture) => {
  await expectCase(fixture, moveColumnHostileCase);
});

test.each(fixtures)("$label: what either release writes is in both columns, NULLs too", LONG, async (fixture) => {
  const target = await fixture.target();
  await target.exec(`CREATE TABLE a (id int PRIMARY KEY, v text); CREATE TABLE b (id int PRIMARY KEY);
    INSERT INTO a SELECT g, 'v' || g FROM generate_series(1, 5) g; INSERT INTO b SELECT g FROM generate_series(1, 5) g`);
  const connection = await target.connect();
  const move = { table: "a", column: "v", to: "b", on: { id: "id" }, soak: "1s" };
  const { document } = await expandOn(fixture.engine, connection, [{ "move-column": move }]);
  const run = await runSteps(document, connection);
  const at = (title: RegExp) => run.steps.findIndex((it) => title.test(it.title)) + 1;
  await run.forward(at(/^Keep both/));
  await target.exec("UPDATE a SET v = NULL WHERE id = 1; UPDATE b SET v = 'new' WHERE id = 2");
  await target.exec("INSERT INTO a VALUES (6, 'old'); INSERT INTO b VALUES (6)");
  await target.exec("INSERT INTO a VALUES (7); INSERT INTO b VALUES (7, 'fresh')");
  await run.forward(at(/^Fill v/));
  await target.exec(
    "UPDATE b SET v = NULL WHERE id = 3; UPDATE b SET id = 8 WHERE id = 4; INSERT INTO a VALUES (8, 'eight')",
  );
  const both = "SELECT a.id, a.v AS old, b.v AS new FROM a JOIN b USING (id) ORDER BY 1";
  expect(await target.exec(both)).toEqual([
    { id: 1, old: null, new: null },
    { id: 2, old: "new", new: "new" },
    { id: 3, old: null, new: null },
    { id: 5, old: "v5", new: "v5" },
    { id: 6, old: "old", new: "old" },
    { id: 7, old: "fresh", new: "fresh" },
    { id: 8, old: "eight", new: "eight" },
  ]);
  await run.back();
  expect(await target.exec("SELECT v FROM a WHERE id = 2")).toEqual([{ v: "new" }]);
});

test.each([
  ["several values for one row", { id: "n" }, "", /can come more than once/],
  ["a view that reads it", { id: "id" }, "CREATE VIEW w AS SELECT v FROM a", /used by view w/],
  ["no index on the other side", { n: "id" }, "", /has no index that begins with n/],
] as const)("refused with the reason: %s", async (_, on, ddl, reason) => {
  const [fixture] = fixtures;
  if (!fixture) throw new Error("No PostgreSQL");
  const target = await fixture.target();
  await target.exec(
    `CREATE TABLE a (id int PRIMARY KEY, n int, v text); CREATE TABLE b (id int PRIMARY KEY, n int); ${ddl}`,
  );
  const connection = await target.connect();
  const move = { table: "a", column: "v", to: "b", on };
  await expect(expandOn(fixture.engine, connection, [{ "move-column": move }])).rejects.toThrow(reason);
});
