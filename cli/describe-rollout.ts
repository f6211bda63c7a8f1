import type { Rollout } from "#contracts/rollout.ts";
import { RUN_STATE_LABELS } from "#core/domain/run-state.ts";
import { facts, number, percent, table } from "./print.ts";

/** A rollout as `show` prints it. */
export function describeRollout(rollout: Rollout): string {
  const heading = facts([
    ["Rollout", rollout.id],
    ["Migration", `${rollout.migrationTitle} (revision ${rollout.revision})`],
    ["Database", `${rollout.databaseName} (${rollout.environment})`],
    ["State", RUN_STATE_LABELS[rollout.state]],
    ["Now", rollout.headline],
    ["Worker", rollout.worker && `${rollout.worker.name}, last heard of ${rollout.worker.heartbeatAt}`],
    ["Started by", rollout.startedByName],
  ]);
  const steps = table(
    ["STEP", "KIND", "STATE", "WHAT"],
    rollout.steps.map((step) => [
      step.stepId,
      step.kind,
      step.state,
      step.error?.message ?? step.waiting?.message ?? step.title,
    ]),
    "No steps.",
  );
  const backfills = rollout.backfills.map(
    (it) =>
      `Backfill of ${it.table}: ${percent(it.fraction)}, ${number(it.rowsScanned)} rows scanned, ${number(it.rowsChanged)} changed, ` +
      `${it.retries} retries, ${it.lockWaits} lock waits, ${it.errors} errors`,
  );
  return [heading, "", steps, ...backfills].join("\n");
}
