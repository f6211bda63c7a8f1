import { expect, test } from "vitest";
import { namesIn, qualifiersIn, withoutLiterals } from "./postgres-tokens.ts";

test.each([
  [
    "SELECT 'it''s', E'a\\'b', 1.5e3, $1 FROM t WHERE x = -7 -- 'c'\n AND y = $$d'e$$",
    "SELECT ?, ?, ?, $1 FROM t WHERE x = -? AND y = ?",
  ],
  ['SELECT /* a \'comment\' */ "Col 1", t1.c2 FROM "we""ird"', 'SELECT "Col 1", t1.c2 FROM "we""ird"'],
  ["INSERT INTO t VALUES ('cut off in the mid", "INSERT INTO t VALUES (?"],
  ["SELECT $tag$ secret ' $tag$, $x$ cut", "SELECT ?, ?"],
])("literals and comments leave %s", (query, safe) => {
  expect(withoutLiterals(query)).toBe(safe);
});

test("names are folded as the server folds them, and texts name nothing", () => {
  const names = namesIn(`"Lat" || lower(LNG) || 'name' || $$other$$ || Größe -- comment\n`);
  expect([...names]).toEqual(["Lat", "lower", "lng", "größe"]);
});

test("what stands before a dot qualifies, also in quotes, but not in a text or a number", () => {
  expect([...qualifiersIn(`city.lat || "Ci.ty" . lng || 'a.b' || 1.5 || x`)]).toEqual(["city", "Ci.ty"]);
});
