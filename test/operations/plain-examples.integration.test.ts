import { describe, expect, test } from "vitest";
import type { OperationName, PlanOperation } from "#core/domain/plan-operation.ts";
import { OPERATIONS } from "#core/plan/operations/operations.ts";
import { EXAMPLE_SCHEMA, MORE_FOR_EXAMPLE } from "#scripts/operation-examples.ts";
import { engineFixtures } from "../engine-fixtures.ts";
import { catalogDump } from "./catalog-dump.ts";
import { compareLines } from "./compare-lines.ts";
import { expandOn } from "./expand-on.ts";
import { leftovers } from "./leftovers.ts";
import { reviewOf } from "./review-of.ts";
import { runSteps } from "./run-steps.ts";

const ROWS = `INSERT INTO customers VALUES (1, 'a'), (2, 'b');
INSERT INTO orders (customer_id, amount) SELECT g % 2 + 1, g - 1 FROM generate_series(1, 20) g;
INSERT INTO order_lines SELECT g, 1 FROM generate_series(1, 20) g;`;

const NAMES = [
  "create-table",
  "rename-table",
  "drop-table",
  "drop-not-null",
  "set-default",
  "drop-default",
  "comment",
  "add-check",
  "add-unique",
  "add-primary-key",
  "add-foreign-key",
  "drop-constraint",
  "rename-constraint",
  "create-index",
  "drop-index",
  "replace-index",
  "add-enum-value",
  "rename-enum-value",
  "set-replica-identity",
  "replace-view",
  "replace-materialized-view",
] as const satisfies readonly OperationName[];

describe.each(engineFixtures().filter(({ dialect }) => dialect === "postgresql"))("$label", (fixture) => {
  test.each(NAMES)("the example of %s passes its review and is carried out, and back where it can be", async (name) => {
    const target = await fixture.target();
    await target.exec(`${EXAMPLE_SCHEMA}${ROWS}${MORE_FOR_EXAMPLE[name] ?? ""}`);
    const connection = await target.connect();
    const asked = { [name]: OPERATIONS[name]?.example } as unknown as PlanOperation;
    const { document } = await expandOn(fixture.engine, connection, [asked]);
    expect(await reviewOf(document, fixture.engine, connection)).toEqual([]);
    const before = await catalogDump(target.exec);
    const run = await runSteps(document, connection);
    await run.forward();
    expect(await leftovers(target.exec)).toEqual([]);
    expect(compareLines(before, await catalogDump(target.exec))).not.toEqual([]);
    if (run.steps.some(({ undo }) => undo.kind === "none")) return;
    await run.back();
    expect(compareLines(before, await catalogDump(target.exec))).toEqual([]);
  });
});
