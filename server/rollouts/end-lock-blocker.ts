import type { LockBlockers } from "#contracts/lock-blocker.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { LockHolder } from "#core/engines/introspector.ts";
import type { SessionEnd } from "#core/engines/session-ender.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { ASKING, askTarget } from "#server/databases/ask-target.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { againstEnding } from "./against-ending.ts";
import { announceRun } from "./announce-run.ts";
import { describeHolders } from "./describe-holders.ts";
import { listLockBlockers } from "./list-lock-blockers.ts";
import type { RunRecord, StepRecord } from "./run-record.ts";
import { addRunEvent } from "./run-repository.ts";
import { stepThatWaits, tablesAwaited } from "./step-that-waits.ts";

interface Request {
  readonly actor: Actor;
  readonly rolloutId: string;
  readonly backend: string;
  readonly identity: string;
  readonly reason: string;
}

const WHY_NOT: Record<Exclude<SessionEnd, "ended">, string> = {
  ending: "It was told to end and has not yet; look again in a moment.",
  gone: "It is not there any more.",
  "another transaction": "It has ended that transaction since.",
  active: "It is at work again: only a session that is idle in a transaction may be ended.",
  protected: "It is a session that is never ended from here.",
};

/** Ends a session that is idle in a transaction and holds what a step waits for. Written down before it is done. */
export async function endLockBlocker(deps: Container, request: Request): Promise<LockBlockers> {
  const { actor, rolloutId } = request;
  assertCan(actor, "session.end");
  const { run, step } = await stepThatWaits(deps, rolloutId);
  if (!step) {
    const message = "No step of this rollout waits for a lock now. No session was ended.";
    throw new DomainError("invalid-transition", message, { extra: { state: run.state } });
  }
  await askTarget(deps.targets.open(run.databaseId, ASKING), async (target) => {
    const holder = await findHolder(target, step, request);
    await deps.prisma.$transaction(async (tx) => {
      await addRunEvent(tx, run.id, {
        byName: actor.name,
        kind: "session.end",
        message: `Ends ${describeHolders([holder])}: ${request.reason}`,
        stepId: step.stepId,
        severity: "warning",
      });
      await writeAudit(tx, actor, {
        action: "session.end",
        objectType: "rollout",
        objectId: rolloutId,
        objectName: run.migrationTitle,
        before: factsOf(run, step, holder),
        reason: request.reason,
      });
    });
    const end = (await target.engine.sessions?.endIdle(target.connection, request)) ?? "protected";
    if (end !== "ended") await refuse(deps, { run, step }, end);
  });
  await announceRun(deps, run);
  return await listLockBlockers(deps, { actor, rolloutId });
}

async function findHolder(target: OpenTarget, step: StepRecord, { actor, backend, identity }: Request) {
  const { engine, connection } = target;
  const holders = await engine.introspector.holders(connection, await tablesAwaited(engine, step));
  const holder = holders.find((it) => it.backend === backend && it.identity === identity);
  if (!holder) {
    const message = `Session ${backend} does not hold the lock any more, or has begun another transaction. It was not ended.`;
    throw new DomainError("target-changed", message);
  }
  const [against] = againstEnding(holder, actor.role);
  if (against) throw new DomainError("blocked", `Session ${backend} was not ended. ${against.message} ${against.fix}`);
  return holder;
}

async function refuse(
  deps: Container,
  { run, step }: { readonly run: RunRecord; readonly step: StepRecord },
  end: Exclude<SessionEnd, "ended">,
): Promise<never> {
  const message = `The session was not ended. ${WHY_NOT[end]}`;
  await addRunEvent(deps.prisma, run.id, { byName: "Sluice", kind: "session.kept", message, stepId: step.stepId });
  throw new DomainError("target-changed", message);
}

const factsOf = (run: RunRecord, { stepId }: StepRecord, holder: LockHolder) => ({
  database: run.databaseName,
  step: stepId,
  backend: holder.backend,
  user: holder.user,
  application: holder.application,
  state: holder.state,
  transactionSeconds: holder.transactionSeconds === null ? null : Math.round(holder.transactionSeconds),
});
