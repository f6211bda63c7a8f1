import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parsePlan } from "#server/plans/parse-plan.ts";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { operationDocs } from "./operation-docs.ts";
import { expandExamples } from "./operation-examples.ts";

async function expandedExamples() {
  const engine = engineOf("postgresql");
  const { address } = await targetDatabase("postgresql");
  return await expandExamples(engine, () => engine.connect(address, { applicationName: "sluice:test" }));
}

test("docs/operations says what the operations write; else run `npm run docs:operations`", async () => {
  const examples = await expandedExamples();
  const docs = operationDocs(examples);
  expect(
    readdirSync("docs/operations")
      .map((file) => `docs/operations/${file}`)
      .toSorted(),
  ).toEqual(Object.keys(docs).toSorted());
  for (const [path, text] of Object.entries(docs)) {
    expect(existsSync(path), path).toBe(true);
    expect(readFileSync(path, "utf8"), path).toBe(text);
  }
  // An example that is refused shows nothing.
  expect(examples.flatMap(({ name, refusal }) => (refusal === null ? [] : [`${name}: ${refusal}`]))).toEqual([]);
  for (const { name, example } of examples) {
    const plan = { sluice: 1, name: "a", title: "b", engine: "postgresql", operations: [example] };
    expect(parsePlan(JSON.stringify(plan)).findings, name).toEqual([]);
  }
});
