import { describe, expect, test } from "vitest";
import type { OperationName, PlanOperation } from "#core/domain/plan-operation.ts";
import { OPERATIONS } from "#core/plan/operations/operations.ts";
import { engineFixtures } from "../engine-fixtures.ts";
import { catalogDump } from "./catalog-dump.ts";
import { compareLines } from "./compare-lines.ts";
import { expandOn } from "./expand-on.ts";
import { leftovers } from "./leftovers.ts";
import { reviewOf } from "./review-of.ts";
import { runSteps } from "./run-steps.ts";

/** What the examples of the docs speak of. */
const SCHEMA = `
CREATE TYPE order_status AS ENUM ('new', 'sent');
CREATE TABLE customers (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, status text DEFAULT 'x', note text NOT NULL DEFAULT '', amount numeric, placed_at timestamptz,
  CONSTRAINT orders_check CHECK (amount > -1));
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE order_lines (order_id bigint, line int);
CREATE TABLE orders_2019 (id int);
CREATE VIEW open_orders AS SELECT id, amount FROM orders WHERE status = 'new';
CREATE MATERIALIZED VIEW sales_by_day AS SELECT placed_at::date AS day, sum(amount) AS total FROM orders GROUP BY 1;
INSERT INTO customers VALUES (1, 'a'), (2, 'b');
INSERT INTO orders SELECT g, g % 2 + 1, 'new', '', g, '2026-01-01' FROM generate_series(1, 20) g;
INSERT INTO order_lines SELECT g, 1 FROM generate_series(1, 20) g;
`;

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
    await target.exec(SCHEMA);
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
