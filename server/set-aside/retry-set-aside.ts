import type { z } from "zod";
import type { retrySetAside as contract } from "#contracts/set-aside.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { SkippedFilter } from "#core/engines/skipped-rows.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { addRunEvent } from "#server/rollouts/run-repository.ts";
import { readAdmission } from "#server/throttle/read-admission.ts";
import { openOf } from "./open-of.ts";
import { assertMayBeSettled, backfillOfRollout, openForSetAside, type SetAsideOf } from "./open-set-aside.ts";
import { wakeStep } from "./wake-step.ts";

const MOST_ROWS = 500;
/** Between so many the clock is looked at: nobody waits for an answer without end. */
const A_CALL = 50;
const LONGEST_MS = 15_000;

interface Retried {
  readonly fixed: number;
  readonly gone: number;
  readonly stillOpen: number;
}

/** Tries open rows again now, each in its own transaction. */
export async function retrySetAside(
  deps: Container,
  input: SetAsideOf & { readonly actor: Actor; readonly filter: Pick<SkippedFilter, "kind" | "code"> },
): Promise<z.output<typeof contract.response>> {
  const { actor, rolloutId, filter } = input;
  assertCan(actor, "rollout.control");
  const { run, backfill } = await backfillOfRollout(deps, input);
  assertMayBeSettled(run, "Trying rows again");
  await assertNotHeld(deps, backfill.databaseId);
  await using target = await openForSetAside(deps, backfill);
  const { engine, connection } = target;
  await engine.backfill.verifyUnchanged(connection, backfill.spec, backfill.layout);
  const object = { objectType: "rollout", objectId: rolloutId, objectName: run.migrationTitle } as const;
  // Before the target is touched: it says what was asked. What came of it is the event below.
  await deps.prisma.$transaction((tx) =>
    writeAudit(tx, actor, { ...object, action: "set-aside.retry", after: { step: backfill.stepId, ...filter } }),
  );
  const open = openOf(await engine.skippedRows.groups(connection, backfill.spec.runId), filter);
  const done = await retryAll(open, (limit) =>
    engine.skippedRows.retry(connection, backfill.spec, backfill.layout, { filter, limit, notWithinMs: 0 }),
  );
  await addRunEvent(deps.prisma, run.id, {
    byName: actor.name,
    kind: "set_aside.retried",
    message: `Set-aside rows were tried again: ${done.fixed} written, ${done.gone} deleted meanwhile, ${done.stillOpen} still open`,
    stepId: backfill.stepId,
  });
  const groups = await engine.skippedRows.groups(connection, backfill.spec.runId);
  await wakeStep(deps, run.id);
  return { groups: [...groups], ...done };
}

/** Each row once: those that were tried longest ago come first. */
async function retryAll(open: number, retry: (limit: number) => Promise<Retried>): Promise<Retried> {
  const endsAt = performance.now() + LONGEST_MS;
  const most = Math.min(open, MOST_ROWS);
  let total: Retried = { fixed: 0, gone: 0, stillOpen: 0 };
  for (let tried = 0; tried < most && performance.now() < endsAt; tried += A_CALL) {
    const { fixed, gone, stillOpen } = await retry(Math.min(A_CALL, most - tried));
    total = { fixed: total.fixed + fixed, gone: total.gone + gone, stillOpen: total.stillOpen + stillOpen };
  }
  return total;
}

/** A retry writes rows, so a hold forbids it. */
async function assertNotHeld({ prisma }: Container, databaseId: string): Promise<void> {
  const { reasons } = await readAdmission(prisma, databaseId);
  const hold = reasons.find(({ code }) => code === "hold");
  if (!hold) return;
  const blocker = {
    code: "hold",
    message: hold.message,
    fix: "Lift the hold, or wait until it is lifted.",
    who: "operator",
  };
  throw new DomainError("blocked", `Trying rows again is not possible: ${hold.message}. No row was written.`, {
    extra: { blockers: [blocker] },
  });
}
