import { expect, test } from "vitest";
import { OPERATIONS } from "#core/plan/operations/operations.ts";
import { searchScore } from "#features/plans/operations/search-score.ts";

const found = (search: string): readonly string[] =>
  Object.values(OPERATIONS)
    .map((operation) => ({ name: operation.name, score: searchScore(search, operation) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ name }) => name);

test.each(Object.keys(OPERATIONS))("%s is found first by its own name", (name) => {
  expect(found(name)[0]).toBe(name);
  expect(found(name.replaceAll("-", " "))[0]).toBe(name);
});

test.each(Object.values(OPERATIONS).map(({ name, title }) => [title, name]))(
  "%s is found by its title",
  (title, name) => {
    expect(found(title)[0]).toBe(name);
  },
);

test("what is called so comes before what only speaks of it", () => {
  const keys = found("key");
  expect(keys.slice(0, 3).toSorted()).toEqual(["add-foreign-key", "add-primary-key", "widen-key"]);
  expect(keys).toContain("drop-table");
});

test("a word that is found nowhere leaves nothing, and nothing typed leaves all", () => {
  expect(found("primary xyzzy")).toEqual([]);
  expect(found(" ")).toHaveLength(Object.keys(OPERATIONS).length);
});
