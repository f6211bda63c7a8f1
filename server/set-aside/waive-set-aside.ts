import type { z } from "zod";
import type { waiveSetAside as contract } from "#contracts/set-aside.ts";
import type { SkippedFilter } from "#core/engines/skipped-rows.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { addRunEvent } from "#server/rollouts/run-repository.ts";
import { assertMayBeSettled, backfillOfRollout, openForSetAside, type SetAsideOf } from "./open-set-aside.ts";
import { wakeStep } from "./wake-step.ts";

type Waiver = Pick<SkippedFilter, "kind" | "code"> & { readonly keys?: readonly string[] | undefined };

/**
 * Accepts that open rows stay as they are. The waiver itself is in the target, where no transaction spans the audit as
 * well. So there are two rows: first what was asked, by whom and why, which is true whatever follows; then the target;
 * then what was done. A crash in between leaves a request without a result, never a waiver that nobody answers for.
 */
export async function waiveSetAside(
  deps: Container,
  input: SetAsideOf & { readonly actor: Actor; readonly reason: string; readonly waiver: Waiver },
): Promise<z.output<typeof contract.response>> {
  const { actor, rolloutId, reason, waiver } = input;
  const { prisma } = deps;
  assertCan(actor, "rollout.waive");
  const { run, backfill } = await backfillOfRollout(deps, input);
  assertMayBeSettled(run, "Waiving rows");
  await using target = await openForSetAside(deps, backfill);
  const { engine, connection } = target;
  const { stepId, spec } = backfill;
  const object = { objectType: "rollout", objectId: rolloutId, objectName: run.migrationTitle, reason } as const;
  const asked = {
    step: stepId,
    kind: waiver.kind ?? null,
    code: waiver.code ?? null,
    keys: waiver.keys?.slice() ?? null,
  };
  await prisma.$transaction((tx) => writeAudit(tx, actor, { ...object, action: "set-aside.waive", after: asked }));
  const waived = await engine.skippedRows.waive(connection, spec.runId, definedOf(waiver));
  await prisma.$transaction(async (tx) => {
    await writeAudit(tx, actor, { ...object, action: "set-aside.waived", after: { step: stepId, rows: waived } });
    const message = `${waived === 1 ? "1 set-aside row was" : `${waived} set-aside rows were`} waived: ${reason}`;
    await addRunEvent(tx, run.id, {
      byName: actor.name,
      kind: "set_aside.waived",
      message,
      stepId,
      severity: "warning",
    });
  });
  const groups = await engine.skippedRows.groups(connection, spec.runId);
  await wakeStep(deps, run.id);
  return { groups: [...groups], waived };
}

/** Without keys all that pass the filter are meant; an empty list of keys means none. */
const definedOf = ({ keys, ...filter }: Waiver) => ({ ...filter, ...(keys === undefined ? {} : { keys }) });
