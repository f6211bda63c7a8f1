import type { PlanOperation, VersionedAccess } from "#core/domain/plan-operation.ts";
import type { Connection } from "#core/engines/connection.ts";
import { operationTag } from "#core/plan/expand-operations.ts";
import type { EngineFixture, EngineTarget } from "../engine-fixtures.ts";
import { expandOn } from "./expand-on.ts";
import { runSteps, type StepRun } from "./run-steps.ts";

const TAG = operationTag("operation-under-test");

/** What Sluice's own columns are called in plans of `expandOn`. */
export const SPARE = { column: `_slc_${TAG}_c1`, done: `_slc_${TAG}_done`, origin: `_slc_${TAG}_from` } as const;

export interface TwoReleases {
  readonly target: EngineTarget;
  readonly connection: Connection;
  readonly run: StepRun;
  readonly notes: readonly string[];
  /** Carries steps out until those of a phase are done. */
  through(phase: "expand" | "backfill" | "verify" | "cutover" | "contract"): Promise<void>;
}

interface Middle {
  readonly setup: string;
  readonly operations: readonly PlanOperation[];
  /** `null`: all use the tables. */
  readonly access?: VersionedAccess | null;
}

const PHASES = ["expand", "backfill", "verify", "cutover", "contract"];

/** A database in the middle of operations, for clients of the old and the new release. */
export async function twoReleases(
  fixture: EngineFixture,
  { setup, operations, access = { new: "release_2" } }: Middle,
): Promise<TwoReleases> {
  const target = await fixture.target();
  await target.exec(setup);
  const connection = await target.connect();
  const { document, notes } = await expandOn(fixture.engine, connection, operations, access ?? undefined);
  const run = await runSteps(document, connection);
  return {
    target,
    connection,
    run,
    notes,
    through: (phase) =>
      run.forward(run.steps.filter((step) => PHASES.indexOf(step.phase) <= PHASES.indexOf(phase)).length),
  };
}
