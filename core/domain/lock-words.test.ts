import { expect, test } from "vitest";
import { lockWords } from "./lock-words.ts";

test.each([
  [{ heldMs: 3.24, waitedMs: 0 }, "held locks for 3.2 ms"],
  [{ heldMs: 1234.4, waitedMs: 120.4 }, "held locks for 1,234 ms, after waiting 120 ms for them"],
  [{ heldMs: 40, waitedMs: null }, "waited for locks and held them for 40 ms"],
])("%j reads %s", (times, words) => {
  expect(lockWords(times)).toBe(words);
});
