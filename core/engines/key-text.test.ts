import { expect, test } from "vitest";
import { keyTextOf, NO_KEY, partsOfKeyText } from "./key-text.ts";

test("a key's text has one form, and gives its parts back", () => {
  expect(keyTextOf(["41", "2024-02-01", 'a"b'])).toBe('["41","2024-02-01","a\\"b"]');
  expect(partsOfKeyText(keyTextOf(["", "ü", "\\"]))).toEqual(["", "ü", "\\"]);
  expect(partsOfKeyText(NO_KEY)).toEqual([]);
});

test("what is no list of texts is refused", () => {
  expect(() => partsOfKeyText("[1]")).toThrow("not written by this version");
  expect(() => partsOfKeyText("{}")).toThrow("not written by this version");
});
