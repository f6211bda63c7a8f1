import { expect, test } from "vitest";
import { placeOf, splitStatements, tokensOf } from "./sqlite-tokens.ts";

const split = (sql: string) => splitStatements(sql).map((tokens) => sql.slice(tokens[0]?.start, tokens.at(-1)?.end));

test("splits at semicolons that stand outside of strings, names, comments and triggers", () => {
  const trigger = "CREATE TRIGGER g AFTER UPDATE ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; SELECT 1; END";
  const script = `SELECT ';' AS ";" -- ; comment\n; /* ; */ ;; ${trigger};\nSELECT [a;b], \`c;d\`, x'00'`;
  expect(split(script)).toEqual([`SELECT ';' AS ";"`, trigger, "SELECT [a;b], `c;d`, x'00'"]);
});

test("reads quoted names without their quotes", () => {
  const names = tokensOf(`"a ""b""" [c d] \`e\`\`f\` plain`).map((token) => token.name);
  expect(names).toEqual(['a "b"', "c d", "e`f", "plain"]);
});

test("an unclosed string is a broken token and swallows nothing", () => {
  expect(tokensOf("SELECT 'abc").map((token) => token.kind)).toEqual(["word", "broken", "word"]);
});

test("tells numbers, operators and parameters apart", () => {
  expect(tokensOf("1.5e3 0xFF a->>'$.x' ?1 :name <> ||").map((token) => token.kind)).toEqual([
    "number",
    "number",
    "word",
    "symbol",
    "string",
    "parameter",
    "parameter",
    "symbol",
    "symbol",
  ]);
});

test("places are one-based", () => {
  expect(placeOf("a\nbc", 3)).toEqual({ line: 2, column: 2 });
  expect(placeOf("a", 0)).toEqual({ line: 1, column: 1 });
});
