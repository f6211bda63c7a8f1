import type { OperationResponse } from "#contracts/define-operation.ts";
import type { listApprovals } from "#contracts/overview.ts";
import type { Actor } from "#server/auth/actor.ts";
import type { Needs } from "#server/container.ts";
import { listRolloutRows } from "./rollout-repository.ts";
import { toStepRecord } from "./run-repository.ts";
import { stepAwaiting, toStages } from "./to-stages.ts";

const MANY = 100;

/** Open rollouts that wait before a stage, and whether this person may let them go on. */
export async function listStagesAwaited(
  deps: Needs<"prisma" | "now">,
  actor: Actor,
): Promise<OperationResponse<typeof listApprovals>["stages"]> {
  const rows = await listRolloutRows(deps.prisma, { state: "open", limit: MANY });
  const found = await Promise.all(
    rows.map(async ({ id, migration, runs: [run] }) => {
      const steps = run?.steps.map(toStepRecord) ?? [];
      if (!run || !steps.some(({ waiting }) => waiting?.code === "approval")) return [];
      const stages = await toStages(deps, { rolloutId: id, state: run.state, steps }, actor);
      return stages.flatMap(({ stage, isAsked, against, blockers }) => {
        const since = stepAwaiting({ steps }, stage)?.waiting?.since;
        if (!isAsked || stage === "start" || !since) return [];
        const asks = blockers.map(({ message }) => message).join(". ");
        const head = { rolloutId: id, stage, title: migration.title, databaseName: run.database.name };
        return [{ ...head, asks, isMine: against.length === 0, since }];
      });
    }),
  );
  return found.flat();
}
