import { expect, test } from "vitest";
import { changesZone, narrows } from "./type-width.ts";

test.each([
  ["bigint", "integer"],
  ["character varying(50)", "character varying(20)"],
  ["text", "character varying(20)"],
  ["numeric(12,4)", "numeric(12,2)"],
  ["numeric", "numeric(10,2)"],
  ["timestamp(6) without time zone", "timestamp(3) without time zone"],
  ["double precision", "integer"],
])("%s to %s may cut values", (from, to) => {
  expect(narrows(from, to)).toBe(true);
});

test.each([
  ["integer", "bigint"],
  ["character varying(20)", "character varying(50)"],
  ["character varying(20)", "text"],
  ["numeric(8,5)", "numeric(12,5)"],
  ["numeric(8,5)", "numeric"],
  ["text", "jsonb"],
])("%s to %s does not", (from, to) => {
  expect(narrows(from, to)).toBe(false);
});

test("only a change between with and without a time zone is one of zones", () => {
  expect(changesZone("timestamp without time zone", "timestamp with time zone")).toBe(true);
  expect(changesZone("timestamp(3) with time zone", "timestamp with time zone")).toBe(false);
  expect(changesZone("date", "timestamp with time zone")).toBe(false);
});
