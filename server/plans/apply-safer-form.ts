import type { OperationResponse } from "#contracts/define-operation.ts";
import type * as contract from "#contracts/plan.ts";
import type { StepId } from "#core/domain/step-id.ts";
import * as plan from "#core/plan/apply-safer-form.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { analysePlan } from "./analyse-plan.ts";
import { planRefused } from "./refuse-plan.ts";

/** Rewrites one step of a plan by a safer form and reads the result again. Saves nothing: a person looks at the difference first. */
export async function applySaferForm(
  deps: Needs<"targets">,
  input: { readonly actor: Actor; readonly source: string; readonly step: StepId; readonly form: string },
): Promise<OperationResponse<typeof contract.applySaferForm>> {
  assertCan(input.actor, "migration.read");
  const { plan: before, findings } = await analysePlan(deps, input.source);
  if (!before) throw planRefused(findings, "The plan cannot be read, so nothing was rewritten.");
  const { document } = before;
  const engine = deps.targets.engine(document.engine);
  const rewritten = await plan.applySaferForm(engine, {
    text: input.source,
    document,
    step: input.step,
    form: input.form,
  });
  const after = await analysePlan(deps, rewritten.source);
  if (!after.plan)
    throw planRefused(after.findings, "The safer form cannot be written into this plan; nothing was changed.");
  return rewritten;
}
