import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import type { Stage } from "#core/domain/approvals/stage.ts";
import {
  type ApprovalWorld,
  knownRisk,
  questionOf,
  readApprovalFile,
  readApprovalWorld,
} from "#server/approvals/approval-context.ts";
import type { NamedDatabase } from "#server/approvals/review-target-repository.ts";
import { findApprovalHead } from "./rollout-repository.ts";
import type { Db } from "./run-repository.ts";

/** What of a rollout its stages are judged by. */
export interface StageHead {
  readonly rolloutId: string;
  readonly migrationId: string;
  readonly revision: number;
  readonly digest: string;
  readonly risk: string;
  readonly source: string;
  readonly authorIds: readonly (string | null)[];
  readonly database: NamedDatabase;
}

/** What is asked of a later stage of a rollout; `null`: there is no such rollout. */
export async function stageQuestion(
  db: Db,
  rolloutId: string,
  about: { readonly stage: Stage; readonly fingerprint: string | null; readonly now: Date },
): Promise<{
  readonly head: StageHead;
  readonly world: ApprovalWorld;
  readonly question: ApprovalQuestion;
} | null> {
  const head = await findApprovalHead(db, rolloutId);
  if (!head) return null;
  const world = await readApprovalWorld(db);
  const file = await readApprovalFile(db, head);
  const { stage, fingerprint, now } = about;
  const target = { database: head.database, risk: knownRisk(head.risk), errors: [], fingerprint };
  return { head, world, question: questionOf(world, file, target, { stage, rolloutId, now }) };
}
