import { expect, test } from "vitest";
import { parse } from "yaml";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { writePhases } from "./write-phases.ts";

const EXPANDED: PlanDocument = {
  sluice: 1,
  name: "a",
  title: "b",
  engine: "postgresql",
  expanded: { operations: "0000000000000001", phases: "0123456789012345" },
  phases: {
    expand: [{ sql: "SELECT 1;\n\n  SELECT ': # '", undo: "none", from: "sql" }],
    contract: [{ sql: 'DROP TABLE "a b"', undo: "none" }],
  },
};
const HEAD = `# why we do it
sluice: 1
name: a   # short
title: "b"
engine: postgresql

operations:
# the amount
- set-default: { table: orders,   column: amount, default: "0" }  # nobody knows
`;

test("the phases are written behind what the author wrote, which stays as it is", () => {
  const written = writePhases(HEAD, EXPANDED);
  expect(written.startsWith(HEAD)).toBe(true);
  expect(parse(written)).toMatchObject({ expanded: EXPANDED.expanded, phases: EXPANDED.phases });
});

test("written again they take the place of those that were there, and comments at the margin stay", () => {
  const once = `${writePhases(HEAD, EXPANDED)}\n# the end\n`;
  const other = { ...EXPANDED, phases: { verify: [{ gate: { ask: "Really?" } }] } };
  const twice = writePhases(once, other);
  expect(twice.startsWith(HEAD)).toBe(true);
  expect(twice).toContain("\n# the end\n");
  expect(parse(twice)).toMatchObject({ phases: other.phases });
  expect(parse(twice)).not.toHaveProperty("phases.expand");
  expect(writePhases(twice, other)).toBe(twice);
});

test("empty phases in the middle are replaced too", () => {
  const written = writePhases("sluice: 1\nphases: {}\n# kept\ntitle: b\n", EXPANDED);
  expect(written.startsWith("sluice: 1\n# kept\ntitle: b\n")).toBe(true);
  expect(parse(written)).toMatchObject({ phases: EXPANDED.phases });
});

test("JSON stays JSON, and flow style stays readable", () => {
  expect(JSON.parse(writePhases('{"sluice": 1, "title": "b"}', EXPANDED))).toMatchObject({
    sluice: 1,
    phases: EXPANDED.phases,
  });
  expect(parse(writePhases("{ sluice: 1, title: b }", { ...EXPANDED }))).toMatchObject({ phases: EXPANDED.phases });
});
