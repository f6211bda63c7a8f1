import { useMutation, useQueryClient } from "@tanstack/react-query";
import { approveStage } from "#contracts/approval.ts";
import {
  cancelRollout,
  overrideGate,
  passGate,
  pauseRollout,
  type ROLLOUT_ACTIONS,
  type Rollout,
  resumeRollout,
  rollbackRollout,
} from "#contracts/rollout.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export type RolloutAction = (typeof ROLLOUT_ACTIONS)[number];

const OPERATIONS = {
  pause: pauseRollout,
  resume: resumeRollout,
  cancel: cancelRollout,
  rollback: rollbackRollout,
} as const;

/** The answer is what the server made of it; an answer that was overtaken by a newer one changes nothing. */
function useTakeOver(rolloutId: string) {
  const queries = useQueryClient();
  return async (after: Rollout) => {
    queries.setQueryData<Rollout>(keys.rollouts.one(rolloutId), (now) =>
      now && now.generation > after.generation ? now : after,
    );
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.rollouts.events(rolloutId) }),
      queries.invalidateQueries({ queryKey: keys.rollouts.lists }),
    ]);
  };
}

/** Not optimistic: `pausing` is the server's to say. A command carries the generation that its presser saw. */
export function useCommandRollout(rolloutId: string) {
  const queries = useQueryClient();
  const takeOver = useTakeOver(rolloutId);
  return useMutation({
    mutationFn: ({ action, reason, generation }: { action: RolloutAction; reason: string; generation: number }) =>
      call(OPERATIONS[action], { params: { rolloutId }, body: { reason, generation } }),
    onSuccess: takeOver,
    // Refused as stale: what is true now stands on the page before the person has read why.
    onError: () => queries.invalidateQueries({ queryKey: keys.rollouts.one(rolloutId) }),
  });
}

export function usePassGate(rolloutId: string) {
  const queries = useQueryClient();
  const takeOver = useTakeOver(rolloutId);
  return useMutation({
    mutationFn: ({ stepId, comment }: { stepId: StepId; comment: string }) =>
      call(passGate, { params: { rolloutId, stepId }, body: { comment } }),
    onSuccess: takeOver,
    onError: () => queries.invalidateQueries({ queryKey: keys.rollouts.one(rolloutId) }),
  });
}

export function useOverrideGate(rolloutId: string) {
  const takeOver = useTakeOver(rolloutId);
  return useMutation({
    mutationFn: ({ stepId, reason }: { stepId: StepId; reason: string }) =>
      call(overrideGate, { params: { rolloutId, stepId }, body: { reason } }),
    onSuccess: takeOver,
  });
}

export function useApproveStage(rolloutId: string) {
  const takeOver = useTakeOver(rolloutId);
  return useMutation({
    mutationFn: ({
      stage,
      ...body
    }: {
      stage: "cutover" | "contract";
      digest: string;
      comment: string;
      forId?: string;
    }) => call(approveStage, { params: { rolloutId, stage }, body }),
    onSuccess: takeOver,
    meta: { quiet: true },
  });
}
