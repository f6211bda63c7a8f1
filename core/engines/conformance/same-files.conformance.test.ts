import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DIALECTS } from "#core/domain/dialect.ts";
import type { PerDialect } from "#test/engine-fixtures.ts";

const FOLDER: PerDialect<string> = { postgresql: "postgres", sqlite: "sqlite" };
const PARTS = [
  "engine",
  "connection",
  "introspector",
  "probe",
  "statements",
  "locks",
  "analyser",
  "read-changes",
  "predict",
  "ddl",
  "sync",
  "backfill",
  "errors",
  "shadow",
  "shadow-dependents",
  "shadow-queries",
  "shadow-rows",
  "shadow-trace",
  "statement-history",
];

test.each(DIALECTS)("who knows one engine's folder finds the same files in that of %s", (dialect) => {
  const folder = FOLDER[dialect];
  const missing = PARTS.map((part) => `${folder}-${part}.ts`).filter(
    (name) => !existsSync(join(import.meta.dirname, "..", folder, name)),
  );
  expect(missing).toEqual([]);
});
