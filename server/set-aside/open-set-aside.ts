import { DomainError } from "#core/domain/domain-error.ts";
import { isOpen, RUN_STATE_LABELS, type RunState } from "#core/domain/run-state.ts";
import type { BackfillRecord } from "#server/backfills/backfill-record.ts";
import { findBackfill } from "#server/backfills/backfill-repository.ts";
import type { Needs } from "#server/container.ts";
import type { RunRecord } from "#server/rollouts/run-record.ts";
import { findRun } from "#server/rollouts/run-repository.ts";
import type { OpenTarget } from "#server/targets/targets.ts";

export interface SetAsideOf {
  readonly rolloutId: string;
  readonly backfillId: string;
}

/** @throws DomainError `not-found`. */
export async function backfillOfRollout(
  { prisma }: Needs<"prisma">,
  { rolloutId, backfillId }: SetAsideOf,
): Promise<{ readonly run: RunRecord; readonly backfill: BackfillRecord }> {
  const backfill = await findBackfill(prisma, backfillId);
  const run = backfill && backfill.rolloutId === rolloutId ? await findRun(prisma, backfill.runId) : null;
  if (backfill && run) return { run, backfill };
  throw new DomainError("not-found", "There is no such backfill in this rollout.");
}

const GOING_AWAY: readonly RunState[] = ["cancelling", "rolling_back", "rollback_failed"];

/** Rows of a rollout that has ended, or is being undone, are left as they are. @throws DomainError `invalid-transition`. */
export function assertMayBeSettled({ state }: Pick<RunRecord, "state">, what: string): void {
  if (isOpen(state) && !GOING_AWAY.includes(state)) return;
  throw new DomainError(
    "invalid-transition",
    `${what} is not possible: the rollout is ${RUN_STATE_LABELS[state].toLowerCase()}. Nothing was changed.`,
    { extra: { state } },
  );
}

/** Set-aside rows are kept in the target: a short session there. */
export const openForSetAside = (
  { targets }: Needs<"targets">,
  { databaseId, id }: Pick<BackfillRecord, "databaseId" | "id">,
): Promise<OpenTarget> =>
  targets.open(databaseId, {
    applicationName: `sluice:set-aside:${id.slice(0, 8)}`,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 20_000,
  });
