import type { LockBlockers } from "#contracts/lock-blocker.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { ASKING, askTarget } from "#server/databases/ask-target.ts";
import { againstEnding } from "./against-ending.ts";
import { stepThatWaits, tablesAwaited } from "./step-that-waits.ts";

/** Who holds the lock that a step waits for, read from the target just now. */
export async function listLockBlockers(
  deps: Needs<"prisma" | "targets" | "now">,
  { actor, rolloutId }: { readonly actor: Actor; readonly rolloutId: string },
): Promise<LockBlockers> {
  assertCan(actor, "rollout.read");
  const { run, step } = await stepThatWaits(deps, rolloutId);
  const at = deps.now().toISOString();
  if (!step || !deps.targets.engine(run.dialect).capabilities.activity)
    return { stepId: null, tables: [], at, items: [] };
  return await askTarget(deps.targets.open(run.databaseId, ASKING), async ({ engine, connection }) => {
    const tables = await tablesAwaited(engine, step);
    const holders = await engine.introspector.holders(connection, tables);
    const items = holders.map(({ waitingFor: _, blockedBy: __, ...holder }) => ({
      ...holder,
      against: againstEnding({ ...holder, waitingFor: null, blockedBy: [] }, actor.role),
    }));
    return { stepId: step.stepId, tables: tables.map(({ name }) => name), at, items };
  });
}
