import type { EngineFixture } from "../engine-fixtures.ts";
import { expectEveryStep } from "./expect-every-step.ts";
import type { OperationCase } from "./operation-case.ts";

/** A case of the bench, step by step on a few rows: every rollback and the end are compared. */
export async function expectCase(fixture: EngineFixture, given: OperationCase, rows = 50) {
  const { setup, fill, oracle, unforeseen, change } = given;
  const operations = "operations" in change ? change.operations : undefined;
  if (!operations) throw new Error(`${given.name} is a plan written by hand`);
  return await expectEveryStep(fixture, {
    setup: `${setup}\n${fill(rows)};\nANALYZE`,
    operations,
    oracle,
    ...(unforeseen ? { unforeseen } : {}),
  });
}
