import { expect } from "vitest";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import type { EngineFixture, EngineTarget } from "../engine-fixtures.ts";
import { catalogDump } from "./catalog-dump.ts";
import { compareDatabases } from "./compare-databases.ts";
import { compareLines } from "./compare-lines.ts";
import { expandOn } from "./expand-on.ts";
import { leftovers } from "./leftovers.ts";
import { reviewOf } from "./review-of.ts";
import { runSteps } from "./run-steps.ts";

interface Life {
  readonly setup: string;
  readonly operations: readonly PlanOperation[];
  /** The same change by hand; catalog and rows must be equal. */
  readonly oracle: string;
  readonly unforeseen?: readonly string[];
  /** Looks at the end of it. */
  readonly last?: (exec: EngineTarget["exec"]) => Promise<void>;
}

/**
 * Carries the plan of operations out up to each step and back, and in the end wholly: what was there before is there again, and
 * what a hand-written change makes is what the plan makes. Sluice's own review finds nothing against it.
 */
export async function expectEveryStep(fixture: EngineFixture, { setup, operations, oracle, unforeseen, last }: Life) {
  const [target, wanted] = await Promise.all([fixture.target(), fixture.target()]);
  await target.exec(setup);
  await wanted.exec(setup);
  const connection = await target.connect();
  await connection.query("CREATE SCHEMA sluice; GRANT USAGE ON SCHEMA sluice TO PUBLIC");
  const { document, notes } = await expandOn(fixture.engine, connection, operations);
  expect.soft(await reviewOf(document, fixture.engine, connection)).toEqual([]);
  const before = await catalogDump(target.exec);
  const { steps } = await runSteps(document, connection);
  for (let count = 1; count <= steps.length; count++) {
    if (steps[count - 1]?.undo.kind === "none") break;
    const run = await runSteps(document, connection);
    await run.forward(count);
    await run.back();
    const reached = `carried out up to ${steps[count - 1]?.id} (${steps[count - 1]?.title}) and back`;
    expect(compareLines(before, await catalogDump(target.exec)), reached).toEqual([]);
    expect(await leftovers(target.exec), reached).toEqual([]);
    expect(await compareDatabases(wanted.exec, target.exec, { unforeseen }), reached).toEqual([]);
  }
  await (await runSteps(document, connection)).forward();
  await wanted.exec(oracle);
  expect(await compareDatabases(wanted.exec, target.exec, { unforeseen })).toEqual([]);
  expect(await leftovers(target.exec)).toEqual([]);
  await last?.(target.exec);
  return { document, notes, target };
}
