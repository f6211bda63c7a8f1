import { expect, test } from "vitest";
import { bytes, duration, facts, percent, table } from "./print.ts";

test("columns are as wide as their widest cell, and nothing is said to be nothing", () => {
  expect(table(["A", "LONGER"], [["aaaa", "b"]], "none")).toBe("A     LONGER\naaaa  b");
  expect(table(["A"], [], "none")).toBe("none");
});

test("facts leave out what is absent", () => {
  expect(
    facts([
      ["Name", "x"],
      ["Size", null],
      ["Longer", ""],
      ["Id", "y"],
    ]),
  ).toBe("Name  x\nId    y");
});

test("a share is cut and not rounded: 100 % is for what is done", () => {
  expect([percent(0.99999), percent(1), percent(0)]).toEqual(["99.9 %", "100.0 %", "0.0 %"]);
});

test("sizes and times read well", () => {
  expect([bytes(0), bytes(999), bytes(1_500_000), bytes(null)]).toEqual(["0 B", "999 B", "1.5 MB", null]);
  expect([duration(5), duration(65), duration(7_500)]).toEqual(["5 s", "1 min 5 s", "2 h 5 min"]);
});
