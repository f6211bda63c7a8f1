import { expect, test } from "vitest";
import { coversColumn, parseColumnName } from "./column-name.ts";

test.each([
  ["city.lat", [null, "city", "lat"]],
  ["Public.City.Lat", ["public", "city", "lat"]],
  ['"Old City"."a ""b"""', [null, "Old City", 'a "b"']],
  ['geo."my.table".lat', ["geo", "my.table", "lat"]],
  ["city.*", [null, "city", "*"]],
])("%s", (text, [schema, table, column]) => {
  expect(parseColumnName(text)).toEqual({ schema, table, column });
});

test.each(["", "lat", "a.b.c.d", "city.", ".lat", "*.lat", "city lat", 'city."lat', "city.lat;"])(
  "%j names no column",
  (text) => {
    expect(parseColumnName(text)).toBeNull();
  },
);

const covers = (declared: string, asked: string) => {
  const [a, b] = [parseColumnName(declared), parseColumnName(asked)];
  return a !== null && b !== null && coversColumn(a, b);
};
test("what is declared covers a column where neither schema contradicts", () => {
  expect(covers("city.lat", "public.city.lat")).toBe(true);
  expect(covers("public.city.lat", "city.lat")).toBe(true);
  expect(covers("city.*", "geo.city.lat")).toBe(true);
  expect(covers("geo.city.lat", "public.city.lat")).toBe(false);
  expect(covers("city.latitude", "city.lat")).toBe(false);
  expect(covers("town.lat", "city.lat")).toBe(false);
});
