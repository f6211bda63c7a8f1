import { expect, test } from "vitest";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import type { ColumnRule } from "./operations/rules/column-rule.ts";
import { type ExpandedPart, refuseOverlaps } from "./refuse-overlaps.ts";

const rule = { table: { ref: { schema: "public", name: "orders" } }, old: [{ name: "amount", down: null }] };
const replacing: ExpandedPart = {
  operation: { "change-type": { table: "orders", column: "amount", type: "bigint" } },
  from: "change-type orders.amount",
  rules: [rule as unknown as ColumnRule],
};
const part = (operation: PlanOperation): ExpandedPart => ({ operation, from: "the other" });
const check = (operation: PlanOperation) => () =>
  refuseOverlaps([replacing, part(operation)], {
    parseTable: (name) => {
      const [schema, table] = name.split(".");
      return table === undefined ? { name } : { schema: schema ?? "", name: table };
    },
  });

test("what another operation does to a column that is replaced is refused, by whatever name of the table", () => {
  expect(check({ "set-not-null": { table: "orders", column: "amount" } })).toThrow("the other changes as well");
  expect(check({ "add-unique": { table: "public.orders", name: "u", columns: ["id", "amount"] } })).toThrow();
});

test("another column, another table and an operation on no column are not", () => {
  expect(check({ "set-not-null": { table: "orders", column: "note" } })).not.toThrow();
  expect(check({ "set-not-null": { table: "archive.orders", column: "amount" } })).not.toThrow();
  expect(check({ "drop-table": { table: "orders" } })).not.toThrow();
});
