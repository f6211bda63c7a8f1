import { markOfRule } from "#core/domain/approvals/approval-policy.ts";
import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import { canonicalJson } from "#core/plan/plan-digest.ts";
import { sha256Of } from "./collect-evidence.ts";

/**
 * What an approval is for: the plan with its settings, each database with its schema, and the rule of the policy that
 * counts there. Anything else than these leaves an approval as it is.
 */
export function approvalDigest(
  planDigest: string,
  questions: readonly Pick<ApprovalQuestion, "databaseId" | "fingerprint" | "rule" | "stage" | "rolloutId">[],
): string {
  const targets = questions
    .map(({ databaseId, fingerprint, rule, stage, rolloutId }) => ({
      databaseId,
      fingerprint,
      rule: markOfRule(rule),
      stage,
      rolloutId,
    }))
    .toSorted((a, b) => (a.databaseId < b.databaseId ? -1 : 1));
  return sha256Of(canonicalJson({ plan: planDigest, targets }));
}
