import { expect, test } from "vitest";
import { acceptFindings } from "./accept-findings.ts";
import { lintFindingOf } from "./lint-finding-of.ts";
import type { LintSettings } from "./lint-settings.ts";
import { matchesPath } from "./matches-path.ts";

const finding = (file: string, rule = "drop-column") =>
  lintFindingOf(file, { rule, severity: "warning", message: "Gone", line: 1, column: 1 });
const accept = (settings: Partial<LintSettings>, files = ["db/2019_a.sql", "db/2024_b.sql"], today = "2026-11-26") =>
  acceptFindings(
    files.map((file) => finding(file)),
    { rules: {}, suppressions: [], ...settings },
    today,
    (file) => file,
  );

test("a rule gets another severity, or is off", () => {
  expect(accept({ rules: { "drop-column": "error" } }).map(({ severity }) => severity)).toEqual(["error", "error"]);
  expect(accept({ rules: { "drop-column": "on" } }).map(({ severity }) => severity)).toEqual(["warning", "warning"]);
  expect(accept({ rules: { "drop-column": "off" } })).toEqual([]);
});

test("a suppression holds for its path and until its day, with its reason", () => {
  const reason = "Before our time";
  const suppression = { rule: "drop-column", reason, path: "db/2019*", until: "2026-11-26" };
  const by = { reason, by: "configuration" };
  expect(accept({ suppressions: [suppression] }).map(({ accepted }) => accepted)).toEqual([by, null]);
  expect(accept({ suppressions: [suppression] }, undefined, "2026-11-27").map(({ accepted }) => accepted)).toEqual([
    null,
    null,
  ]);
  expect(accept({ suppressions: [{ rule: "other", reason }] }).every(({ accepted }) => accepted === null)).toBe(true);
});

test.each([
  ["db/a.sql", "db", true],
  ["x/db/a.sql", "db", true],
  ["db/a.sql", "db/", true],
  ["db/a.sql", "db/*.sql", true],
  ["db/x/a.sql", "db/*.sql", false],
  ["db/x/a.sql", "db/**", true],
  ["./db/a.sql", "./db/a.sql", true],
  ["dbx/a.sql", "db", false],
])("%s against %s: %s", (path, pattern, matches) => {
  expect(matchesPath(path, pattern)).toBe(matches);
});
