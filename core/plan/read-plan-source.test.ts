import { expect, test } from "vitest";
import { readPlanSource } from "./read-plan-source.ts";

const read = (text: string) => {
  const { source, findings } = readPlanSource(text);
  if (!source) throw new Error(JSON.stringify(findings));
  return source;
};

test("places of values, of keys and of what is missing", () => {
  const source = read("sluice: 1\nphases:\n  expand:\n    - sql: SELECT 1\n      undos: none\n");
  expect(source.placeOf(["sluice"])).toEqual({ line: 1, column: 9 });
  expect(source.placeOf(["phases", "expand", 0, "sql"])).toEqual({ line: 4, column: 12 });
  expect(source.placeOfKey(["phases", "expand", 0, "undos"])).toEqual({ line: 5, column: 7 });
  expect(source.placeOf(["phases", "expand", 0, "undo"])).toEqual({ line: 4, column: 7 });
  expect(source.placeOf(["phases", "expand", 7])).toEqual({ line: 3, column: 3 });
});

test.each([
  ["plain", "a:\n  sql: ALTER TABLE city\n", 1, 7, { line: 2, column: 14 }],
  ["literal block", "a:\n  sql: |\n    ALTER TABLE\n      city\n", 2, 3, { line: 4, column: 7 }],
  ["literal block after empty lines", "a:\n  sql: |\n\n    ALTER TABLE\n    city\n", 2, 1, { line: 5, column: 5 }],
  ["folded block", "a:\n  sql: >\n    ALTER TABLE\n    city\n", 1, 13, { line: 4, column: 5 }],
  ["plain over two lines", "a:\n  sql: ALTER TABLE\n    city\n", 1, 13, { line: 3, column: 5 }],
  ["single quotes", "a:\n  sql: 'x ''y'' z'\n", 1, 7, { line: 2, column: 17 }],
  ["double quotes", 'a:\n  sql: "x \\"y\\" z"\n', 1, 7, { line: 2, column: 17 }],
  ["JSON with tabs", '{\n\t"a": {\n\t\t"sql": "SELECT nope"\n\t}\n}', 1, 8, { line: 3, column: 18 }],
])("a place inside SQL that is written as %s", (_, text, line, column, place) => {
  expect(read(text).placeInText(["a", "sql"], line, column)).toEqual(place);
});

test.each([
  ["a: 1\na: 2\n", 2, 1, /twice/],
  ["a: [1\nb: 2\n", 2, 1, /./],
  ["a: 1\n---\nb: 2\n", 2, 1, /One file/],
  ["a: x\0y", 1, 5, /NUL/],
  ["  \n", 1, 1, /empty/],
  ["a:\n\tb: 1\n", 2, 1, /tab/],
])("%j is refused with its place", (text, line, column, message) => {
  const { source, findings } = readPlanSource(text);
  expect(source).toBeNull();
  expect(findings[0]).toMatchObject({ rule: "plan-syntax", severity: "error", line, column });
  expect(findings[0]?.message).toMatch(message);
});

test("a bomb of aliases and a text that is too long are refused", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
  expect(readPlanSource(bomb).findings[0]?.message).toMatch(/aliases/);
  expect(readPlanSource("x".repeat(1_000_001)).findings[0]?.message).toMatch(/1000001 characters/);
  expect(readPlanSource("[".repeat(200_000)).source).toBeNull();
});

test("an alias leads to what it stands for", () => {
  const source = read("x: &e lat::numeric\nphases:\n  backfill: { set: { latitude: *e } }\n");
  expect(source.value).toMatchObject({ phases: { backfill: { set: { latitude: "lat::numeric" } } } });
  expect(source.placeInText(["phases", "backfill", "set", "latitude"], 1, 6)).toEqual({ line: 1, column: 12 });
});
