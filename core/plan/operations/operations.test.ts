import { expect, test } from "vitest";
import { OPERATIONS } from "./operations.ts";

test.each(Object.values(OPERATIONS))("$name says what it refuses and what to do instead, each once", ({ refusals }) => {
  expect(refusals.length).toBeGreaterThan(0);
  expect(new Set(refusals.map(({ what }) => what)).size).toBe(refusals.length);
  for (const { what, instead } of refusals) {
    expect(what).toMatch(/^\S.*[^.\s]$/);
    expect(instead).toMatch(/^\S.*[^.\s]$/);
  }
});
