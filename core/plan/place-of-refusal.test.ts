import { expect, test } from "vitest";
import { placeOfRefusal } from "./place-of-refusal.ts";

const OPERATIONS = [
  { operation: { "drop-default": { table: "orders", column: "note" } }, from: "drop-default orders.note" },
  {
    operation: { "change-type": { table: "orders", column: "status", type: "integer", up: "status::integer" } },
    from: "change-type orders.status",
  },
] as const;

test("a refusal that quotes an expression is about its field", () => {
  expect(placeOfRefusal("PostgreSQL cannot compute it as `status::integer`: no", OPERATIONS)).toBe(
    "operations.1.change-type.up",
  );
});

test("one that begins with an operation's label is about the operation, and of a new value about `up`", () => {
  expect(placeOfRefusal("change-type orders.status: the new value of status fails", OPERATIONS)).toBe(
    "operations.1.change-type.up",
  );
  expect(placeOfRefusal("drop-default orders.note: no", OPERATIONS)).toBe("operations.0.drop-default");
  expect(placeOfRefusal("Two operations are of one column", OPERATIONS)).toBeNull();
});
