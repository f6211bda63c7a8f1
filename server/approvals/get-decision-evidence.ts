import type { getDecisionEvidence as contract } from "#contracts/approval.ts";
import type { OperationResponse } from "#contracts/define-operation.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { sha256Of } from "./collect-evidence.ts";
import { findDecision, findEvidence } from "./evidence-repository.ts";

/** What the approver saw, with whether it is still what was sealed. */
export async function getDecisionEvidence(
  { prisma }: Needs<"prisma">,
  input: { readonly actor: Actor; readonly migrationId: string; readonly decisionId: string },
): Promise<OperationResponse<typeof contract>> {
  assertCan(input.actor, "migration.read");
  const decision = await findDecision(prisma, input.migrationId, input.decisionId);
  const evidence = decision?.evidenceId ? await findEvidence(prisma, decision.evidenceId) : null;
  if (!decision || !evidence) throw new DomainError("not-found", "There is no such decision, or it has no evidence.");
  const sha256 = decision.evidenceSha256 ?? evidence.sha256;
  return {
    decisionId: decision.id,
    sha256,
    intact: sha256Of(evidence.content) === sha256,
    at: evidence.at.toISOString(),
    content: JSON.parse(evidence.content) as Record<string, unknown>,
  };
}
