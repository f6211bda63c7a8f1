import { expect, test } from "vitest";
import { countingTarget } from "#test/counting-target.ts";
import { engineOf } from "#test/engine-fixtures.ts";

const engine = engineOf("postgresql");

test("the queries that take most time come from pg_stat_statements, with parameters left open", async () => {
  const { address } = await countingTarget();
  await using connection = await engine.connect(address, { applicationName: "test" });
  await connection.query(
    `CREATE SCHEMA stats; CREATE EXTENSION pg_stat_statements SCHEMA stats;
     CREATE TABLE city AS SELECT i AS id, 'x' AS name FROM generate_series(1, 5000) i; CREATE INDEX city_id ON city (id); ANALYZE`,
  );
  await connection.query("SELECT name FROM city WHERE id = 7");
  await connection.query("SELECT 'nothing of it'");
  const { queries, note } = await engine.shadow.frequent(connection, ["city"], 5);
  expect(note).toBeNull();
  expect(queries.map(({ sql }) => sql)).toEqual(["SELECT name FROM city WHERE id = $1"]);
  const plan = await engine.shadow.explain(connection, queries[0]?.sql ?? "");
  expect(plan).toMatchObject({ indexes: ["city_id"], sequentialScans: [] });
  expect(plan.cost).toBeGreaterThan(0);
});
