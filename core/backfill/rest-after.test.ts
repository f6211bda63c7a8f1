import { expect, test } from "vitest";
import { restAfter } from "./rest-after.ts";

const piece = (more = {}) => ({ ms: 100, scanned: 500, skipped: 0, last: false, ...more });
const settings = (more = {}) => ({ batchSize: null, pauseMs: 0, duty: 1, ...more });

test("at full speed it does not rest, at half speed as long as it worked, at 5 % nineteen times", () => {
  expect(restAfter(piece(), settings(), 0.5)).toBe(0);
  expect(restAfter(piece(), settings({ duty: 0.5 }), 0.5)).toBe(100);
  expect(restAfter(piece(), settings({ duty: 0.05 }), 0.5)).toBe(1_900);
});

test("varies by a tenth, so that slices do not march in step", () => {
  expect(restAfter(piece(), settings({ duty: 0.5 }), 0)).toBe(90);
  expect(restAfter(piece(), settings({ duty: 0.5 }), 1)).toBe(110);
});

test("the pause that somebody asked for comes on top", () => {
  expect(restAfter(piece(), settings({ duty: 0.5, pauseMs: 30 }), 0.5)).toBe(130);
});

test("where others hold most of the rows it waits a while instead of setting all of them aside", () => {
  expect(restAfter(piece({ skipped: 400 }), settings(), 0.5)).toBe(5_000);
  expect(restAfter(piece({ skipped: 5 }), settings(), 0.5)).toBe(0);
});
