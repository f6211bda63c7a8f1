import { expect, test } from "vitest";
import { durationWords, rangeWords } from "./duration-words.ts";

test.each([
  [0.4, "0 s"],
  [40, "40 s"],
  [180, "3 min"],
  [7_800, "2 h 10 min"],
  [100_800, "1 day 4 h"],
])("%d seconds are %s", (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});

test.each([
  [120, 180, "about 2 to 3 min"],
  [40, 40, "about 40 s"],
  [60, 180, "about 60 s to 3 min"],
  [7_200, 10_800, "about 2 to 3 h"],
])("%d to %d seconds are %s", (from, to, words) => {
  expect(rangeWords(from, to)).toBe(words);
});
