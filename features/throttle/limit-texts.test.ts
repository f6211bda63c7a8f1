import { expect, test } from "vitest";
import { limitTexts, readLimit } from "./limit-texts.ts";

test("a saved limit shown and saved again is the same limit", () => {
  const limit = { slow: 0.7, stop: 1, resume: 0.55 };
  expect(readLimit(limitTexts(limit, "per core"), "per core", false).limit).toEqual(limit);
  const odd = { slow: 123_456_789, stop: 1_234_567_891, resume: 1 };
  expect(readLimit(limitTexts(odd, "bytes"), "bytes", false).limit).toEqual(odd);
  const disk = { slow: 0.2, stop: 0.15, resume: 0.25 };
  expect(readLimit(limitTexts(disk, "share"), "share", true).limit).toEqual(disk);
});

test("a field that is no quantity is named", () => {
  expect(readLimit({ slow: "", stop: "a lot", resume: "" }, "s", false)).toMatchObject({
    limit: null,
    problems: { stop: "Such as 5 s, 2 min" },
  });
});

test("a limit without slow and stop is none", () => {
  expect(readLimit({ slow: "", stop: " ", resume: "1" }, "s", false).limit).toBeNull();
});

test("of a probe the order says whether less is worse", () => {
  expect(readLimit({ slow: "", stop: "3", resume: "5" }, "count", null).limit).toEqual({
    slow: null,
    stop: 3,
    resume: 5,
  });
  expect(readLimit({ slow: "2", stop: "3", resume: "5" }, "count", null).problems.slow).toBeDefined();
  expect(readLimit({ slow: "4", stop: "3", resume: "5" }, "count", null).problems).toEqual({});
  expect(readLimit({ slow: "2", stop: "3", resume: "1" }, "count", null).problems).toEqual({});
});

test("limits in the wrong order are refused, in both directions", () => {
  expect(readLimit({ slow: "10", stop: "5", resume: "1" }, "s", false).problems.slow).toBeDefined();
  expect(readLimit({ slow: "", stop: "5", resume: "9" }, "s", false).problems.resume).toBeDefined();
  expect(readLimit({ slow: "10 %", stop: "15 %", resume: "25 %" }, "share", true).problems.slow).toBeDefined();
  expect(readLimit({ slow: "20 %", stop: "15 %", resume: "10 %" }, "share", true).problems.resume).toBeDefined();
  expect(readLimit({ slow: "20 %", stop: "15 %", resume: "25 %" }, "share", true).problems).toEqual({});
});
