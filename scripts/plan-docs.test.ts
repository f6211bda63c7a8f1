import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { OPERATIONS } from "#core/plan/operations/operations.ts";
import { parsePlan } from "#server/plans/parse-plan.ts";
import { planDocs } from "./plan-docs.ts";

test.each(Object.entries(planDocs()))(
  "%s is what the contract says; else run `node scripts/generate-plan-docs.ts`",
  (path, text) => {
    expect(readFileSync(new URL(`../${path}`, import.meta.url), "utf8")).toBe(text);
  },
);

test("the examples of the reference are valid steps", () => {
  const examples = [...(planDocs()["docs/plan-document.md"] ?? "").matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, yaml]) => parse(yaml ?? ""),
  );
  expect(examples).toHaveLength(7);
  const plan = { sluice: 1, name: "a", title: "b", engine: "postgresql", phases: { expand: examples.flat() } };
  expect(parsePlan(JSON.stringify(plan)).findings).toEqual([]);
});

test("the schema gives an example of each operation", () => {
  const { properties } = JSON.parse(planDocs()["docs/plan.schema.json"] ?? "{}");
  const options = properties.operations.items.anyOf as { properties: object; examples?: object[] }[];
  const shown = options.flatMap(({ examples = [] }) => examples.map((it) => Object.keys(it)[0]));
  expect(shown.toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
});
