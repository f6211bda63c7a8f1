import { expect, test } from "vitest";
import { isoOfLocal, localOfIso } from "./local-time.ts";

test("a time comes back from the field as it went in", () => {
  for (const iso of ["2026-01-15T22:30:00.000Z", "2026-07-01T00:00:00.000Z"]) {
    expect(isoOfLocal(localOfIso(iso))).toBe(iso);
  }
});

test("an incomplete field is no time", () => {
  expect(isoOfLocal("")).toBeNull();
  expect(isoOfLocal("2026-")).toBeNull();
  expect(localOfIso("soon")).toBe("");
});
