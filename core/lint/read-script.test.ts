import { expect, test } from "vitest";
import { readStatements } from "#core/engines/postgres/postgres-read-statements.ts";
import { readScript } from "./read-script.ts";
import { runBy } from "./run-by.ts";

const read = (text: string) => readScript(text, "postgresql", { read: readStatements });

test("what does not parse is told, each statement with its place, and the rest is read where it stands", async () => {
  const text = "ALTER TABLE é ADD a int;\n\nALTER TABLE a ADDD b int;\nDROP TABLE c;\nSELECT FROM WHERE;\n";
  const { statements, findings, lost, text: rest } = await read(text);
  expect(statements.map(({ label, place: { line, column } }) => [label, line, column])).toEqual([
    [expect.stringContaining("ADD COLUMN"), 1, 1],
    ["DROP TABLE", 4, 1],
  ]);
  expect(findings).toMatchObject([
    {
      rule: "not-analysable",
      severity: "error",
      line: 3,
      message: expect.stringContaining('syntax error at or near "ADDD"'),
    },
    { rule: "not-analysable", line: 5 },
  ]);
  expect(lost).toBe(2);
  expect(rest).toHaveLength(text.length);
});

test("a NUL character hides nothing", async () => {
  const { findings, lost } = await read("SELECT 1;\nSELECT 2\0; DROP TABLE x;");
  expect(findings).toMatchObject([{ rule: "not-analysable", line: 2, column: 9 }]);
  expect(lost).toBeGreaterThan(0);
});

test("a waiver before a statement that does not parse accepts it", async () => {
  const { findings } = await read(
    "SELECT 1;\n-- sluice:ignore not-analysable made by another tool\nMERGE PARTITIONS;\nSELECT 2;",
  );
  expect(findings).toMatchObject([{ rule: "not-analysable", suppressed: "made by another tool" }]);
});

test("empty files and comments are no finding", async () => {
  for (const text of ["", "\n", "-- nothing\n", ";;"]) {
    await expect(read(text)).resolves.toMatchObject({ statements: [], findings: [], lost: 0 });
  }
});

test("who shares a transaction depends on the runner, the number of statements, and their kind", async () => {
  const of = async (sql: string) => (await read(sql)).statements;
  const alone = await of("CREATE INDEX CONCURRENTLY i ON a (b)");
  const two = await of("CREATE INDEX CONCURRENTLY i ON a (b); SELECT 1");
  const own = await of("BEGIN; SELECT 1; COMMIT");
  expect([alone, two, own].map((it) => runBy("one-message", it))).toEqual(["own", "wrapped", "own"]);
  expect([alone, two, own].map((it) => runBy("by-kind", it))).toEqual(["own", "wrapped", "wrapped"]);
  expect([alone, two].map((it) => runBy("one-transaction", it))).toEqual(["wrapped", "wrapped"]);
  expect([alone, two].map((it) => runBy("each-alone", it))).toEqual(["own", "own"]);
});
