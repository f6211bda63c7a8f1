import { expect, test } from "vitest";
import { formatQuantity, limitText, parseQuantity, reasonLabel } from "./signal-words.ts";

test("a quantity is written with its unit", () => {
  expect(formatQuantity(3.1, "s")).toBe("3.1 s");
  expect(formatQuantity(0, "s")).toBe("0 s");
  expect(formatQuantity(256 * 1024 ** 2, "bytes")).toBe("256 MB");
  expect(formatQuantity(0.15, "share")).toBe("15 %");
  expect(formatQuantity(0.55, "per core")).toBe("0.55 per core");
  expect(formatQuantity(3, "per min")).toBe("3 a minute");
  expect(formatQuantity(12_345, "count")).toBe("12,345");
});

test("what is written is understood again, whatever the unit", () => {
  for (const [value, unit] of [
    [5, "s"],
    [0.5, "s"],
    [4 * 1024 ** 3, "bytes"],
    [0.2, "share"],
    [20, "count"],
    [0.7, "per core"],
    [3, "per min"],
  ] as const) {
    expect(parseQuantity(formatQuantity(value, unit), unit)).toBeCloseTo(value);
  }
});

test("what is no quantity is refused and not guessed", () => {
  expect(parseQuantity("", "s")).toBeUndefined();
  expect(parseQuantity("soon", "s")).toBeUndefined();
  expect(parseQuantity("5 MB", "s")).toBeUndefined();
  expect(parseQuantity("-1", "count")).toBeUndefined();
  expect(parseQuantity("2 min", "s")).toBe(120);
  expect(parseQuantity("0,5", "per core")).toBe(0.5);
});

test("a limit says from which side it is reached", () => {
  expect(limitText("active_sessions", { slow: 0.7, stop: 1, resume: 0.55 })).toBe(
    "slow from 0.7 per core, stop from 1 per core, on again at 0.55 per core",
  );
  expect(limitText("disk_free", { slow: 0.2, stop: 0.15, resume: 0.25 })).toBe(
    "slow at 20 % or less, stop at 15 % or less, on again at 25 %",
  );
  expect(limitText("sql_probe", { slow: null, stop: 3, resume: 5 })).toBe("stop at 3 or less, on again at 5");
  expect(limitText("replica_missing", { slow: null, stop: 1, resume: 0 })).toBe("stop from 1, on again at 0");
  expect(limitText("sql_probe", { slow: null, stop: null, resume: null })).toBe("no limit");
});

test("each reason has a name", () => {
  expect(reasonLabel("replica_lag")).toBe("Replica lag");
  expect(reasonLabel("hold")).toBe("Hold");
});
