import type { EngineFixture } from "../engine-fixtures.ts";
import { expectEveryStep } from "./expect-every-step.ts";
import type { OperationCase } from "./operation-case.ts";

/** A case of the bench, step by step on a few rows: every rollback and the end are compared. */
export async function expectCase(fixture: EngineFixture, given: OperationCase, rows = 50) {
  if (!("operations" in given.change)) throw new Error(`${given.name} is a plan written by hand`);
  const { setup, fill, oracle, unforeseen, change } = given;
  return await expectEveryStep(fixture, {
    setup: `${setup}\n${fill(rows)};\nANALYZE`,
    operations: change.operations ?? [],
    oracle,
    ...(unforeseen ? { unforeseen } : {}),
  });
}
