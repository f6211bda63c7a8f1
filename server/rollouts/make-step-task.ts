import { SYSTEM } from "#server/auth/actor.ts";
import type { Container } from "#server/container.ts";
import { announceRun } from "./announce-run.ts";
import type { RunLease } from "./run-lease.ts";
import type { RunRecord, StepRecord } from "./run-record.ts";
import { addRunEvent, setRunWaiting } from "./run-repository.ts";
import { moveStep, noteStep, type StepPatch } from "./step-run-repository.ts";
import type { StepTask } from "./step-task.ts";
import type { RunWatch } from "./watch-run.ts";

interface Parts {
  readonly deps: Container;
  readonly run: RunRecord;
  readonly step: StepRecord;
  readonly direction: "do" | "undo";
  readonly lease: RunLease;
  readonly watch: RunWatch;
}

/** What an executor needs, with everything it shows to people told to browsers as well. */
export function makeStepTask(parts: Parts): StepTask {
  const { deps, run, step, direction, lease } = parts;
  const { stepId } = step;
  const announce = () => announceRun(deps, run);
  return {
    ...parts,
    ledger: { runId: run.id, stepId, direction },
    async note(patch: StepPatch) {
      await noteStep(deps.prisma, step.id, patch);
      await announce();
    },
    async wait(cause) {
      await lease.write(async (tx) => {
        if (direction === "do") await moveStep(tx, step.id, cause ? "waiting" : "running", { waiting: cause });
        else await noteStep(tx, step.id, { waiting: cause });
        await setRunWaiting(tx, run.id, cause);
      });
      await announce();
    },
    async tell(kind, message, severity = "info") {
      await addRunEvent(deps.prisma, run.id, { byName: SYSTEM.name, kind, message, stepId, severity });
      await announce();
    },
    open: (statementTimeoutMs) =>
      deps.targets.open(run.databaseId, {
        applicationName: `sluice:${run.id.slice(0, 8)}:${stepId}`,
        ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
      }),
  };
}
