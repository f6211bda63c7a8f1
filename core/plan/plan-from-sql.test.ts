import { expect, test } from "vitest";
import { parse } from "yaml";
import { createPostgresStatements } from "#core/engines/postgres/postgres-statements.ts";
import { planFromSql } from "./plan-from-sql.ts";

const draft = (sql: string) => planFromSql(createPostgresStatements(), { sql, engine: "postgresql" });

test("each statement is put into its phase, comments and lines kept, undo written where it follows", async () => {
  const { source, placed, unplaced } = await draft(
    "-- coordinates\nALTER TABLE city ADD COLUMN latitude numeric;\nUPDATE city SET latitude = lat::numeric\n  WHERE latitude IS NULL;\nINSERT INTO log VALUES ('it''s: #1');\nCREATE INDEX i ON city (latitude);\nALTER TABLE city DROP COLUMN lat;",
  );
  expect(source).toContain("    # coordinates\n    - sql: ALTER TABLE city ADD COLUMN latitude numeric\n");
  expect(parse(source)).toEqual({
    sluice: 1,
    name: "add-column-latitude-to-city",
    title: "Add column latitude to city",
    engine: "postgresql",
    phases: {
      expand: [
        { sql: "ALTER TABLE city ADD COLUMN latitude numeric", undo: "ALTER TABLE city DROP COLUMN latitude" },
        { index: "CREATE INDEX i ON city (latitude)" },
      ],
      backfill: [{ backfill: { table: "city", set: { latitude: "lat::numeric" }, where: "latitude IS NULL" } }],
      contract: [{ sql: "ALTER TABLE city DROP COLUMN lat", undo: "none" }],
    },
  });
  expect(placed.map(({ line, step }) => [line, step])).toEqual([
    [2, "expand.1"],
    [3, "backfill.1"],
    [6, "expand.2"],
    [7, "contract.1"],
  ]);
  expect(unplaced).toMatchObject([{ line: 5, label: "INSERT", sql: "INSERT INTO log VALUES ('it''s: #1')" }]);
});

test("a script of which nothing can be placed is still a plan, with the reasons in it", async () => {
  const { source, placed } = await draft("SELECT 1;\nVACUUM city");
  expect(placed).toEqual([]);
  expect(parse(source)).toMatchObject({ phases: {} });
  expect(source).toMatch(/# line 2, VACUUM: /);
});

test("several lines of SQL stay as they were written", async () => {
  const sql = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n  SELECT 1; -- one\n\n  SELECT 2: $$".replace(
    "2:",
    "2",
  );
  const { source } = await draft(sql);
  expect(parse(source).phases.expand[0].sql).toBe(sql);
});

test("a script that does not parse is refused with its place", async () => {
  await expect(draft("SELECT 1;\nALTR TABLE x")).rejects.toMatchObject({
    code: "invalid-plan",
    details: [{ line: 2, column: 1 }],
  });
});
