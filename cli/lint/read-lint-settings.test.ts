import { expect, test } from "vitest";
import { readLintSettings } from "./read-lint-settings.ts";

const RULES = ["drop-column", "set-not-null-scan"];
const read = (text: string) => readLintSettings("sluice-lint.yaml", text, RULES);
const refusal = (text: string) => {
  try {
    read(text);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
  throw new Error("It was not refused");
};

test("every field is read", () => {
  const settings = read(`
engine: postgresql
postgresql-version: 16
runner: sqlx
transaction: one-message
rules: { drop-column: off, set-not-null-scan: error }
suppressions:
  - { rule: drop-column, reason: legacy, path: "db/2019*", until: 2027-01-31 }
ignore: [db/old]
schema: db/schema.sql
since: origin/main
fail-on: never
docs: https://wiki.example.test/rules
`);
  expect(settings).toEqual({
    engine: "postgresql",
    postgresVersion: 16,
    runner: "sqlx",
    transaction: "one-message",
    rules: { "drop-column": "off", "set-not-null-scan": "error" },
    suppressions: [{ rule: "drop-column", reason: "legacy", path: "db/2019*", until: "2027-01-31" }],
    ignore: ["db/old"],
    schema: "db/schema.sql",
    since: "origin/main",
    failOn: "never",
    docs: "https://wiki.example.test/rules",
  });
});

test("an empty file says nothing", () => {
  expect(read("# nothing yet\n")).toMatchObject({ rules: {}, suppressions: [], ignore: [] });
});

test.each([
  ["rulez: {}", "sluice-lint.yaml:1:1: Unknown field `rulez`, did you mean `rules`?"],
  [
    "suppressions:\n  - { rule: drop-column, raeson: x, reason: y }",
    "2:26: Unknown field `raeson`, did you mean `reason`?",
  ],
  ["rules:\n  drop-colum: off", "2:3: Unknown rule `drop-colum`, did you mean `drop-column`?"],
  ["suppressions:\n  - rule: nonsense\n    reason: x", "2:11: Unknown rule `nonsense`."],
  ["suppressions:\n  - rule: drop-column", "`suppressions.0.reason`"],
  ["suppressions:\n  - { rule: drop-column, reason: '  ' }", "Say why"],
  ["suppressions:\n  - { rule: drop-column, reason: x, until: soon }", "A day such as 2027-03-31"],
  ["postgresql-version: 9", "1:21: `postgresql-version`"],
  ["rules: { drop-column: loud }", "`rules.drop-column`"],
  ["rules: [", "sluice-lint.yaml:1:"],
])("%j is refused with its place", (text, message) => {
  expect(refusal(text)).toContain(message);
});
