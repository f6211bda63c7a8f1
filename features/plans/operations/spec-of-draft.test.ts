import { expect, test } from "vitest";
import { fieldsOfOperation } from "#contracts/operation-fields.ts";
import { operationSpecs } from "#contracts/plan-operation.ts";
import type { OperationName } from "#core/domain/plan-operation.ts";
import type { DraftFields } from "./draft.ts";
import { planOfDrafts } from "./plan-of-drafts.ts";
import { specOfDraft } from "./spec-of-draft.ts";
import { problemAt, specProblems } from "./spec-problems.ts";

const spec = (name: OperationName, draft: DraftFields) => specOfDraft(fieldsOfOperation(name), draft);

test("what was left empty is left out, and what shall be nothing is null", () => {
  expect(spec("change-type", { table: " orders ", column: "amount", type: "bigint", up: "", default: null })).toEqual({
    table: "orders",
    column: "amount",
    type: "bigint",
    default: null,
  });
});

test("lists, pairs and groups become what the contract takes", () => {
  const merge = spec("merge-columns", {
    table: "people",
    columns: ["first", "last", ""],
    into: { name: "full_name", type: "text", notNull: true, up: "first || ' ' || last" },
    down: [
      ["first", "split_part(full_name, ' ', 1)"],
      ["last", "split_part(full_name, ' ', 2)"],
      ["", ""],
    ],
  });
  expect(operationSpecs["merge-columns"].parse(merge)).toEqual(merge);
  expect(merge.down).toEqual({ first: "split_part(full_name, ' ', 1)", last: "split_part(full_name, ' ', 2)" });

  const table = spec("create-table", {
    table: "visits",
    columns: [{ name: "id", type: "bigint", identity: "always" }],
    primaryKey: ["id"],
    unique: [["id"], []],
    foreignKeys: [{ columns: ["id"], references: { table: "people", columns: ["id"], onDelete: "cascade" } }],
  });
  expect(operationSpecs["create-table"].parse(table)).toEqual(table);
});

test("a choice may be a word or a mapping instead", () => {
  expect(spec("set-replica-identity", { table: "a", identity: "full" })).toEqual({ table: "a", identity: "full" });
  expect(spec("set-replica-identity", { table: "a", identity: { index: "a_key" } })).toEqual({
    table: "a",
    identity: { index: "a_key" },
  });
});

test("what is missing is said at its field, and inside a list at the list", () => {
  const problems = specProblems("add-foreign-key", spec("add-foreign-key", { table: "orders", references: {} }));
  expect(problemAt(problems, "name", false)).toBe("This is needed");
  expect(problemAt(problems, "references.table", false)).toBe("This is needed");
  expect(problemAt(problems, "table", false)).toBeUndefined();
  const pairs = specProblems("merge-columns", { table: "a", columns: ["b", "c"], into: {}, down: { b: "" } });
  expect(problemAt(pairs, "down", true)).toBe("b: An expression is needed");
});

test("a plan names itself after what it does", () => {
  const drafts = [{ id: "1", name: "change-type", fields: { table: 'sales."Orders"', column: "amount" } }] as const;
  expect(JSON.parse(planOfDrafts({ title: "", name: "", oldViews: "", newViews: "v2" }, drafts, "postgresql"))).toEqual(
    {
      sluice: 1,
      name: "change-type-sales-orders-amount",
      title: 'Change type sales."Orders".amount',
      engine: "postgresql",
      access: { new: "v2" },
      operations: [{ "change-type": { table: 'sales."Orders"', column: "amount" } }],
    },
  );
});
