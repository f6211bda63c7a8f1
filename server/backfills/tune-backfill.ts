import type { Rollout } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { announceRun } from "#server/rollouts/announce-run.ts";
import { getRollout } from "#server/rollouts/get-rollout.ts";
import { addRunEvent } from "#server/rollouts/run-repository.ts";
import { type BackfillSettings, changeSettings, findBackfill } from "./backfill-repository.ts";
import { scheduleSlices } from "./schedule-slices.ts";

type Settings = { readonly [Name in keyof BackfillSettings]?: BackfillSettings[Name] | undefined };

/** Changes speed, slices, batch size, pause or limit while it runs: counts from the next batch on. */
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
  const before = settingsOf(backfill);
  const after = merged(before, settings);
  const changed = NAMES.filter((name) => before[name] !== after[name]);
  if (changed.length === 0) return getRollout(deps, { actor, rolloutId });

  const { runId, stepId, migrationId, databaseId } = backfill;
  await deps.prisma.$transaction(async (tx) => {
    await changeSettings(tx, backfillId, after);
    const message = `Changed ${changed.map((name) => words(name, before, after)).join("; ")}`;
    await addRunEvent(tx, runId, { byName: actor.name, kind: "backfill.tuned", message, stepId });
    await writeAudit(tx, actor, {
      action: "backfill.tune",
      objectType: "rollout",
      objectId: rolloutId,
      objectName: `backfill ${stepId}`,
      before: { ...before },
      after: { ...after },
    });
  });
  await deps.signals.nudge(backfillId);
  await scheduleSlices(deps, databaseId);
  await announceRun(deps, { rolloutId, migrationId, databaseId });
  return getRollout(deps, { actor, rolloutId });
}

const NAMES = ["batchSize", "pauseMs", "speed", "maxSlices", "skipLimit"] as const;

const settingsOf = ({ batchSize, pauseMs, speed, maxSlices, skipLimit }: BackfillSettings): BackfillSettings => ({
  batchSize,
  pauseMs,
  speed,
  maxSlices,
  skipLimit,
});

/** `null` is a value: sized by time, as many slices as there may be. */
const merged = (before: BackfillSettings, asked: Settings): BackfillSettings => ({
  batchSize: asked.batchSize === undefined ? before.batchSize : asked.batchSize,
  pauseMs: asked.pauseMs ?? before.pauseMs,
  speed: asked.speed ?? before.speed,
  maxSlices: asked.maxSlices === undefined ? before.maxSlices : asked.maxSlices,
  skipLimit: asked.skipLimit ?? before.skipLimit,
});

const SAY: Record<(typeof NAMES)[number], (settings: BackfillSettings) => string> = {
  batchSize: ({ batchSize }) => (batchSize === null ? "batches sized by their time" : `batches of ${batchSize} rows`),
  pauseMs: ({ pauseMs }) => `${pauseMs} ms pause`,
  speed: ({ speed }) => `${speed} % speed`,
  maxSlices: ({ maxSlices }) => (maxSlices === null ? "as many slices as the database bears" : `${maxSlices} slices`),
  skipLimit: ({ skipLimit }) => `a limit of ${skipLimit} set-aside rows`,
};

const words = (name: (typeof NAMES)[number], before: BackfillSettings, after: BackfillSettings): string =>
  `${SAY[name](before)} to ${SAY[name](after)}`;
