import type { Prisma } from "#prisma/client/client.ts";
import type { Actor } from "#server/auth/actor.ts";
import type { Db } from "./run-repository.ts";

/** Open gates of running rollouts that demand something of an application; answers whose they are. */
export async function lookAgainAtGates(db: Db, application: string): Promise<readonly string[]> {
  const demands = JSON.stringify([{ application }]);
  const rows = await db.$queryRaw<{ runId: string }[]>`
    UPDATE "StepRun" s SET waiting = s.waiting - 'until' FROM "Run" r
     WHERE r.id = s."runId" AND r.state = 'running' AND s.state = 'waiting' AND s.kind = 'gate'
       AND jsonb_typeof(s.waiting) = 'object' AND s.compiled #> '{work,applications}' @> ${demands}::jsonb
    RETURNING s."runId"::text AS "runId"`;
  return rows.map(({ runId }) => runId);
}

/** A worker looks at this gate as soon as it comes to it. */
export async function lookAgainAtGate(tx: Prisma.TransactionClient, stepRunId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "StepRun" SET waiting = waiting - 'until' WHERE id = ${stepRunId}::uuid AND jsonb_typeof(waiting) = 'object'`;
}

/** `false`: it is not waiting (any more), or somebody was faster. */
export async function markGateOverridden(
  tx: Prisma.TransactionClient,
  stepRunId: string,
  { by, reason, at }: { readonly by: Actor; readonly reason: string; readonly at: Date },
): Promise<boolean> {
  const { count } = await tx.stepRun.updateMany({
    where: { id: stepRunId, kind: "gate", state: "waiting", overriddenAt: null },
    data: { overriddenAt: at, overriddenByName: by.name, overrideReason: reason },
  });
  return count === 1;
}
