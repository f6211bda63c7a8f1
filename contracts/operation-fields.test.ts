import { expect, test } from "vitest";
import type { OperationName } from "#core/domain/plan-operation.ts";
import { fieldsOfOperation, type OperationField } from "./operation-fields.ts";
import { operationSpecs } from "./plan-operation.ts";

const NAMES = Object.keys(operationSpecs) as OperationName[];
const find = (name: OperationName, key: string) => fieldsOfOperation(name).find((it) => it.key === key);

test.each(NAMES)("each field of %s is one that a form can show, and those of the schema are all there", (name) => {
  const fields = fieldsOfOperation(name);
  expect(fields.map(({ key }) => key)).toEqual(Object.keys(operationSpecs[name].shape));
  const groups = (all: readonly OperationField[]): readonly OperationField[] =>
    all.flatMap((it) => ("fields" in it ? [it, ...groups(it.fields)] : [it]));
  for (const field of groups(fields)) if ("fields" in field) expect(field.fields.length).toBeGreaterThan(0);
});

test("what stands in a text is known, also where one key means different things", () => {
  const role = (name: OperationName, key: string) => {
    const field = find(name, key);
    return field && "role" in field ? [field.kind, field.role] : field?.kind;
  };
  expect(role("change-type", "table")).toEqual(["text", "table"]);
  expect(role("change-type", "column")).toEqual(["text", "column"]);
  expect(role("change-type", "type")).toEqual(["text", "type"]);
  expect(role("change-type", "up")).toEqual(["text", "expression"]);
  expect(role("change-type", "soak")).toEqual(["text", "duration"]);
  expect(role("move-column", "to")).toEqual(["text", "table"]);
  expect(role("rename-column", "to")).toEqual(["text", "new-name"]);
  expect(role("remove-enum-value", "instead")).toEqual(["text", "enum-value"]);
  expect(role("reorder-enum", "values")).toEqual(["texts", "enum-value"]);
  expect(role("drop-index", "index")).toEqual(["text", "index"]);
  expect(role("create-index", "index")).toEqual(["text", "sql"]);
  expect(role("comment", "comment")).toEqual(["text", "words"]);
  expect(role("create-table", "unique")).toEqual(["lists", "column"]);
  expect(role("set-replica-identity", "identity")).toBe("choice-or-group");
});

test("pairs tell what their values are", () => {
  expect(find("merge-columns", "down")).toMatchObject({ kind: "pairs", role: "column", valueRole: "expression" });
  expect(find("move-column", "on")).toMatchObject({ kind: "pairs", role: "column", valueRole: "column" });
  expect(find("create-table", "checks")).toMatchObject({ kind: "pairs", role: "new-name", valueRole: "expression" });
});
