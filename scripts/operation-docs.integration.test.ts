import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { countsAgainst } from "#core/domain/counts-against.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { writePhases } from "#core/plan/write-phases.ts";
import { checkPlanText } from "#server/plans/check-plan-text.ts";
import type { Targets } from "#server/targets/targets.ts";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { operationDocs } from "./operation-docs.ts";
import { expandExamples } from "./operation-examples.ts";

const EMPTY: PlanDocument = { sluice: 1, name: "a", title: "b", engine: "postgresql", phases: {} };

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
  const engine = engineOf("postgresql");
  const offline: string[] = [];
  for (const { name, expanded } of examples) {
    // As it is submitted: first without a database.
    const text = writePhases(JSON.stringify({ ...expanded?.document, phases: {} }), expanded?.document ?? EMPTY);
    const { findings } = await checkPlanText({ targets: { engine: () => engine } as unknown as Targets }, { text });
    offline.push(...findings.filter(countsAgainst("error")).map(({ message }) => `${name}: ${message}`));
  }
  expect(offline).toEqual([]);
});
