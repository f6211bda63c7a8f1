import { expect, test } from "vitest";
import { OPERATIONS } from "#contracts/operations.ts";
import { describeApi } from "./describe-api.ts";

interface Described {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}
const { paths } = describeApi("http://sluice.test") as { paths: Record<string, Record<string, Described>> };

test.each(OPERATIONS)("the OpenAPI document describes $id with each of its parameters", (operation) => {
  const path = operation.path.replace(/:([A-Za-z]+)/g, "{$1}");
  const described = paths[path]?.[operation.method.toLowerCase()];
  expect(described?.operationId).toBe(operation.id);
  const inPath = described?.parameters.filter((it) => it.in === "path").map(({ name }) => name);
  expect(inPath?.sort()).toEqual([...operation.path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name).sort());
});

test("the document is plain JSON and each operation has its own id", () => {
  expect(JSON.parse(JSON.stringify(paths))).toEqual(paths);
  expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
});
