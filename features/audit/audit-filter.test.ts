import { expect, test } from "vitest";
import { filterOf, queryOf } from "./audit-filter.ts";

test("a filter survives the way through the address", () => {
  const filter = { actor: "Ada", action: "database.register", from: "2026-01-02T00:00:00.000Z", text: "a & b" };
  expect(filterOf(new URLSearchParams(queryOf(filter)))).toEqual(filter);
});

test("an empty filter leaves the address alone, and nonsense in an address is left out", () => {
  expect(queryOf({})).toBe("");
  expect(filterOf(new URLSearchParams("?from=yesterday&nobody=1&action="))).toEqual({});
});
