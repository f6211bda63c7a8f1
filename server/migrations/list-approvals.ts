import type { OperationResponse } from "#contracts/define-operation.ts";
import type * as contract from "#contracts/overview.ts";
import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import { approveBlockers } from "#core/domain/approvals/approve-blockers.ts";
import { evaluateApprovals } from "#core/domain/approvals/evaluate-approvals.ts";
import { may } from "#core/domain/policy.ts";
import { deciderOf } from "#server/approvals/decider-of.ts";
import { startQuestions } from "#server/approvals/review-subject.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listStagesAwaited } from "#server/rollouts/list-stages-awaited.ts";
import { listLastDecisions, listToDecide } from "./migration-repository.ts";
import { toMigrationSummary } from "./to-migration.ts";

const LAST_DECISIONS = 20;

/** What waits for approval: what this person may decide on, and what waits for others, each with why. */
export async function listApprovals(
  deps: Needs<"prisma" | "now">,
  input: { readonly actor: Actor },
): Promise<OperationResponse<typeof contract.listApprovals>> {
  const { actor } = input;
  assertCan(actor, "migration.read");
  const now = deps.now();
  const [rows, decisions, stages] = await Promise.all([
    listToDecide(deps.prisma),
    listLastDecisions(deps.prisma, LAST_DECISIONS),
    listStagesAwaited(deps, actor),
  ]);
  const asked = await Promise.all(
    rows.map(async (row) => {
      const { questions } = await startQuestions(deps.prisma, row, now);
      return { summary: toMigrationSummary(row), ...whatIsAsked(questions, actor) };
    }),
  );
  const open = asked.filter(({ isOpen }) => isOpen);
  const item = ({ summary, asks }: (typeof asked)[number]) => ({ ...summary, asks });
  return {
    mine: open.filter(({ isMine }) => isMine).map(item),
    others: open.filter(({ isMine }) => !isMine).map(item),
    stages,
    decided: decisions.map((it) => ({
      migrationId: it.migrationId,
      title: it.migration.title,
      decision: it.decision === "approved" ? "approved" : "rejected",
      byName: it.byName,
      at: it.at.toISOString(),
    })),
  };
}

/** What of a plan waits, for whom, in a sentence. */
export function whatIsAsked(
  questions: readonly ApprovalQuestion[],
  actor: Actor,
): { readonly isOpen: boolean; readonly isMine: boolean; readonly asks: string } {
  const places = [null, ...delegatorsOf(questions[0], actor)];
  const short = questions.filter((question) => {
    const { required, given } = evaluateApprovals(question);
    return given.length < required;
  });
  const isMine =
    may(actor.role, "migration.review") &&
    short.some((question) =>
      places.some((forId) => approveBlockers(question, { person: deciderOf(question, actor), forId }).length === 0),
    );
  const asks = short.flatMap((question) => evaluateApprovals(question).blockers.map(({ message }) => message));
  return { isOpen: short.length > 0 || questions.length === 0, isMine, asks: [...new Set(asks)].join(". ") };
}

const delegatorsOf = (question: ApprovalQuestion | undefined, { userId }: Actor): readonly string[] =>
  (question?.delegations ?? [])
    .filter(({ toId, until, revokedAt }) => toId === userId && revokedAt === null && until > (question?.now ?? until))
    .map(({ fromId }) => fromId);
