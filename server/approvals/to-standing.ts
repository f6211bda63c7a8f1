import type { z } from "zod";
import type { approvalStanding, ReviewTarget } from "#contracts/approval-standing.ts";
import { environment } from "#contracts/database.ts";
import { type PolicyRule, requirementOf } from "#core/domain/approvals/approval-policy.ts";
import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import { evaluateApprovals } from "#core/domain/approvals/evaluate-approvals.ts";
import { fromJson } from "#server/json-column.ts";
import { knownRisk } from "./approval-context.ts";
import type { ReviewTargetRow } from "./review-target-repository.ts";

/** How a stage stands, as pages and the API say it. */
export function toStanding(question: ApprovalQuestion): z.output<typeof approvalStanding> {
  const { required, given, lapsed, mayApprove, isGlassBroken, blockers } = evaluateApprovals(question);
  return {
    stage: question.stage,
    required,
    given: given.map(({ personName, forName, at, expiresAt }) => ({
      name: personName,
      forName,
      at: at.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
    lapsed: lapsed.map(({ approval, why }) => ({ decisionId: approval.id, why })),
    mayApprove: mayApprove.map(({ name }) => name),
    isGlassBroken,
    blockers: [...blockers],
  };
}

export const toReviewTarget = (row: ReviewTargetRow, question: ApprovalQuestion): ReviewTarget => ({
  ...toStanding(question),
  databaseId: row.databaseId,
  databaseName: row.database.name,
  environment: environment.parse(row.database.environment),
  risk: knownRisk(row.risk),
  riskReasons: fromJson(row.riskReasons),
  rule: ruleWords(question.rule),
  readAt: row.readAt.toISOString(),
});

/** A rule in a sentence: whom it asks, for which plans. */
export function ruleWords(rule: PolicyRule): string {
  const where = rule.environment ?? "all environments";
  const what =
    rule.fromRisk === "low"
      ? "every plan"
      : `plans of ${rule.fromRisk} risk${rule.fromRisk === "medium" ? " or higher" : ""}`;
  const later = (["cutover", "contract"] as const).filter((stage) => requirementOf(rule, stage) !== null);
  const stages = later.map((stage) => (stage === "cutover" ? "cut-over" : "contract"));
  return `${what} on ${where}${stages.length > 0 ? `; ${stages.join(" and ")} approved separately` : ""}`;
}
