import type { Rollout } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { announceRun } from "#server/rollouts/announce-run.ts";
import { getRollout } from "#server/rollouts/get-rollout.ts";
import { addRunEvent } from "#server/rollouts/run-repository.ts";
import { changeSettings, findBackfill } from "./backfill-repository.ts";

interface Settings {
  readonly batchSize?: number | null | undefined;
  readonly pauseMs?: number | undefined;
}

/** Changes batch size and pause while it runs: read before the next batch. */
export async function tuneBackfill(
  deps: Container,
  input: {
    readonly actor: Actor;
    readonly rolloutId: string;
    readonly backfillId: string;
    readonly settings: Settings;
  },
): Promise<Rollout> {
  const { actor, rolloutId, backfillId, settings } = input;
  assertCan(actor, "backfill.tune");
  const backfill = await findBackfill(deps.prisma, backfillId);
  if (!backfill || backfill.rolloutId !== rolloutId) throw new DomainError("not-found", "There is no such backfill.");
  const before = { batchSize: backfill.batchSize, pauseMs: backfill.pauseMs };
  const after = {
    batchSize: settings.batchSize === undefined ? before.batchSize : settings.batchSize,
    pauseMs: settings.pauseMs ?? before.pauseMs,
  };
  if (before.batchSize === after.batchSize && before.pauseMs === after.pauseMs)
    return getRollout(deps, { actor, rolloutId });

  const { runId, stepId, migrationId, databaseId } = backfill;
  await deps.prisma.$transaction(async (tx) => {
    await changeSettings(tx, backfillId, after);
    const message = `Changed ${words(before)} to ${words(after)}`;
    await addRunEvent(tx, runId, { byName: actor.name, kind: "backfill.tuned", message, stepId });
    await writeAudit(tx, actor, {
      action: "backfill.tune",
      objectType: "rollout",
      objectId: rolloutId,
      objectName: `backfill ${stepId}`,
      before,
      after,
    });
  });
  await deps.signals.nudge(backfillId);
  await announceRun(deps, { rolloutId, migrationId, databaseId });
  return getRollout(deps, { actor, rolloutId });
}

const words = ({ batchSize, pauseMs }: { readonly batchSize: number | null; readonly pauseMs: number }): string =>
  `${batchSize === null ? "batches sized by their time" : `batches of ${batchSize} rows`}, ${pauseMs} ms pause`;
