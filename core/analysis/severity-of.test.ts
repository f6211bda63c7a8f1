import { expect, test } from "vitest";
import type { TableFacts } from "./schema-model.ts";
import { severityOf } from "./severity-of.ts";

const LIMITS = { agreedMs: 5_000, releaseMs: 30_000 };
const NOTHING: TableFacts = { rows: null, bytes: null, indexBytes: null, writesPerSecond: null, readsPerSecond: null };
const facts = (some: Partial<TableFacts>): TableFacts => ({ ...NOTHING, ...some });
const ALL = ["reads", "writes"] as const;

test.each([
  ["an empty table", facts({ rows: 0, bytes: 0 }), "note"],
  ["6 MB", facts({ bytes: 6_000_000 }), "note"],
  ["23 MB", facts({ bytes: 23_000_000 }), "warning"],
  ["200 GB", facts({ bytes: 200_000_000_000 }), "error"],
  ["rows alone", facts({ rows: 50_000_000 }), "error"],
  ["a size nobody knows", NOTHING, "warning"],
  ["nothing known at all", null, "warning"],
  ["idle, for seconds", facts({ bytes: 1_000_000_000, readsPerSecond: 0, writesPerSecond: 0 }), "warning"],
  ["small, but busy", facts({ bytes: 1_000, readsPerSecond: 2_000 }), "warning"],
] as const)("a rewrite of %s", (_, known, severity) => {
  expect(severityOf("rewrite", ALL, known, LIMITS)?.severity).toBe(severity);
});

test("what blocks nobody is not told", () => {
  expect(severityOf("scan", [], facts({ bytes: 200_000_000_000 }), LIMITS)).toBeNull();
});

test("traffic counts only where it waits: a busy reader does not mind a lock that stops writers", () => {
  const read = facts({ rows: 10, bytes: 1_000, readsPerSecond: 5_000, writesPerSecond: 0 });
  expect(severityOf("brief", ["writes"], read, LIMITS)?.severity).toBe("note");
  expect(severityOf("brief", ALL, read, LIMITS)?.severity).toBe("warning");
});

test("how long may be waited is by agreement", () => {
  const table = facts({ bytes: 1_000_000_000 });
  expect(severityOf("rewrite", ALL, table, LIMITS)?.severity).toBe("error");
  expect(severityOf("rewrite", ALL, table, { ...LIMITS, agreedMs: 60_000 })?.severity).toBe("warning");
});
