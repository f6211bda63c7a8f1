import { expect, test } from "vitest";
import { csvLine } from "./csv-line.ts";

test("cells with commas, quotes and line ends are quoted", () => {
  expect(csvLine(["plain", "a,b", 'say "yes"', "two\nlines", ""])).toBe('plain,"a,b","say ""yes""","two\nlines",\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://evil")'])(
  "%j cannot run as a formula",
  (cell) => {
    expect(csvLine([cell])).toMatch(/^"?'/);
  },
);
