import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RULES } from "#core/analysis/rules.ts";
import { ruleDocs } from "./rule-docs.ts";

test.each(Object.entries(ruleDocs()))("%s is what the rules say; else run `npm run docs:rules`", (path, text) => {
  expect(readFileSync(new URL(`../${path}`, import.meta.url), "utf8")).toBe(text);
});

test("each rule has a name of its own, and says what it finds, why and what is safer", () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  for (const { id, title, detects, why, safer } of RULES) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(Math.min(title.length, detects.length, why.length, safer.length)).toBeGreaterThan(3);
  }
});

test("a rule yields to rules that exist", () => {
  const ids = new Set([...RULES.map(({ id }) => id), "locks"]);
  expect(RULES.flatMap(({ yieldsTo = [] }) => yieldsTo).filter((id) => !ids.has(id))).toEqual([]);
});
