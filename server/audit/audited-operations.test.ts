import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OPERATIONS } from "#contracts/operations.ts";
import { AUDITED_OPERATIONS } from "#test/audited-operations.ts";

/** Actions whose name is put together in the source, by what stands there. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  "migration.:decision": ["migration.approve", "migration.reject"],
  "group.:what": ["group.create", "group.change"],
  "rollout.:action": ["rollout.pause", "rollout.resume", "rollout.cancel", "rollout.rollback"],
  "rollout.:to": [
    "rollout.paused",
    "rollout.cancelled",
    "rollout.succeeded",
    "rollout.failed",
    "rollout.rolled_back",
    "rollout.rollback_failed",
  ],
};

const SOURCES = globSync("server/**/*.ts")
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => readFileSync(file, "utf8"))
  .filter((text) => text.includes("writeAudit") || text.includes("auditSession"));

/** Every action that the source writes. */
const WRITTEN = new Set(
  SOURCES.flatMap((text) => [...text.matchAll(/(?:action: |prisma, )(["`])([a-z-]+\.[a-zA-Z_${}-]+)\1/g)])
    .map(([, , action = ""]) => action.replace(/\$\{(\w+)\}/, ":$1"))
    .flatMap((action) => TEMPLATES[action] ?? [action]),
);

test("every operation that changes something has an entry in the table, and the table names no other", () => {
  const changing = OPERATIONS.filter(({ method }) => method !== "GET").map(({ id }) => id);
  expect(changing.filter((id) => !(id in AUDITED_OPERATIONS))).toEqual([]);
  const known = new Set(OPERATIONS.map(({ id }) => id));
  expect(Object.keys(AUDITED_OPERATIONS).filter((id) => !known.has(id))).toEqual([]);
});

test.each(Object.entries(AUDITED_OPERATIONS))("what %s writes stands in the source, and a test calls it", (id, it) => {
  if ("exempt" in it) return expect(it.exempt).toMatch(/^changes nothing: /);
  expect(WRITTEN).toContain(it.action);
  expect(readFileSync(it.in, "utf8")).toContain(id);
});

test("docs/security.md lists every action that is written, and no other", () => {
  const docs = readFileSync("docs/security.md", "utf8");
  const listed = [...docs.matchAll(/`([a-z-]+\.[a-z_-]+)`/g)].map(([, action = ""]) => action);
  const files = /\.(ts|md)$/;
  expect(listed.filter((it) => !files.test(it)).toSorted()).toEqual([...WRITTEN].toSorted());
});
