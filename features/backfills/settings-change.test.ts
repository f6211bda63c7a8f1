import { expect, test } from "vitest";
import { changedSettings, changeText, type Settings, undoOf } from "./settings-change.ts";

const before: Settings = { batchSize: null, pauseMs: 0, speed: 50, maxSlices: null, skipLimit: 100 };

test("only what was changed is sent", () => {
  expect(changedSettings(before, { ...before, speed: 20, batchSize: 500 })).toEqual({ speed: 20, batchSize: 500 });
  expect(changedSettings(before, before)).toEqual({});
});

test("going back to sizing by itself is a change too", () => {
  const fixed = { ...before, batchSize: 500 };
  expect(changedSettings(fixed, before)).toEqual({ batchSize: null });
  expect(changeText(fixed, { batchSize: null })).toBe("rows a batch 500 → by itself");
});

test("a change is told with before and after, and its undo is the way back", () => {
  const change = { speed: 20, pauseMs: 1_000 };
  expect(changeText(before, change)).toBe("speed 50 % → 20 %, pause 0 ms → 1 s");
  expect(undoOf(before, change)).toEqual({ speed: 50, pauseMs: 0 });
});
