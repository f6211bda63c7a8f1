import { expect, test } from "vitest";
import { compareVersions } from "./compare-versions.ts";
import { isVersionRequirement, meetsVersion } from "./version-requirement.ts";

test.each([
  ["1.2.3", "1.2.3", 0],
  ["1.2", "1.2.0", 0],
  ["v2.0.0", "2", 0],
  ["1.10.0", "1.9.9", 1],
  ["2.3.0-rc.1", "2.3.0", -1],
  ["2.3.0-rc.2", "2.3.0-rc.10", -1],
  ["2.3.0-1", "2.3.0-rc", -1],
  ["2.3.0-rc", "2.3.0-rc.1", -1],
  ["1.0.0+a1", "1.0.0+b2", 0],
  ["2026.11.26.3", "2026.11.26.12", -1],
  ["20261126094005", "20261125235959", 1],
  ["99999999999999999998", "99999999999999999999", -1],
] as const)("%s against %s", (a, b, order) => {
  expect(Math.sign(compareVersions(a, b) ?? Number.NaN)).toBe(order);
  expect(Math.sign(compareVersions(b, a) ?? Number.NaN)).toBe(order === 0 ? 0 : -order);
});

test.each(["a1b2c3d", "main", "release-2.3", "", "1.2.x"])("%j is no dotted number and is not compared", (version) => {
  expect(compareVersions(version, "1.0.0")).toBeNull();
  expect(meetsVersion(version, ">= 0.0.1")).toBe(false);
});

test.each([
  [">= 2.3.0", ["2.3", "2.3.1", "3", "2.4.0-rc.1"], ["2.2.9", "2.3.0-rc.1", "a1b2"]],
  [">2.3", ["2.3.1"], ["2.3.0", "2.2"]],
  ["2.3.0", ["2.3", "v2.3.0"], ["2.3.1", "a1b2"]],
  ["= a1b2c3d", ["a1b2c3d"], ["a1b2c3e", "1.0.0"]],
] as const)("%s", (requirement, meet, fail) => {
  expect(meet.filter((it) => !meetsVersion(it, requirement))).toEqual([]);
  expect(fail.filter((it) => meetsVersion(it, requirement))).toEqual([]);
});

test("a requirement that compares must name a number", () => {
  expect([">= 2.3.0", "main", "= main", ">1"].map(isVersionRequirement)).toEqual([true, true, true, true]);
  const none = [">= main", "<= 2", ">=", "", "2 3", "~2", ">= 2 < 3"];
  expect(none.filter(isVersionRequirement)).toEqual([]);
});
