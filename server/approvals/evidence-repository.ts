import type { ApprovalEvidence, Prisma, PrismaClient, ReviewDecision } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;

/** Only ever added: a trigger of the control database refuses every other change. */
export const insertEvidence = (
  tx: Prisma.TransactionClient,
  data: Prisma.ApprovalEvidenceUncheckedCreateInput,
): Promise<ApprovalEvidence> => tx.approvalEvidence.create({ data });

export const findEvidence = (db: Db, id: string): Promise<ApprovalEvidence | null> =>
  db.approvalEvidence.findUnique({ where: { id } });

export const findDecision = (db: Db, migrationId: string, id: string): Promise<ReviewDecision | null> =>
  db.reviewDecision.findFirst({ where: { id, migrationId } });

/** The last approval of the plan's start that was sealed, also one that is void by now. */
export const findLastSealedApproval = (db: Db, migrationId: string): Promise<ReviewDecision | null> =>
  db.reviewDecision.findFirst({
    where: { migrationId, decision: "approved", stage: "start", evidenceId: { not: null } },
    orderBy: { at: "desc" },
  });
