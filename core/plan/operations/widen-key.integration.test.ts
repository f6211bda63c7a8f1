import { test } from "vitest";
import { widenKeyCase, widenKeyHostileCase } from "#test/operations/cases/widen-key.ts";
import { proveOperation } from "#test/operations/prove-operation.ts";

const LONG = { timeout: 120_000 };

test.each(["15", "18"] as const)("on %s all tables become bigint, or come back as they were", LONG, async (version) => {
  await proveOperation(widenKeyCase, version);
});

test.each(["15", "18"] as const)("on %s whatever things are called", LONG, async (version) => {
  await proveOperation(widenKeyHostileCase, version);
});
