import type { ApprovalPolicy } from "#core/domain/approvals/approval-policy.ts";
import { RISKS } from "#core/domain/approvals/approval-policy.ts";
import type {
  ApprovalQuestion,
  BrokenGlass,
  DelegationFact,
  GivenApproval,
  Reviewer,
} from "#core/domain/approvals/approval-question.ts";
import { ruleFor } from "#core/domain/approvals/rule-for.ts";
import type { Stage } from "#core/domain/approvals/stage.ts";
import type { Prisma, PrismaClient } from "#prisma/client/client.ts";
import { getInstallation } from "#server/people/installation-repository.ts";
import {
  currentPolicy,
  listApprovalsGiven,
  listBrokenGlass,
  listDelegationFacts,
  listReviewers,
  readGroupNames,
} from "./approval-repository.ts";
import { listOpenRequests } from "./change-request-repository.ts";
import type { NamedDatabase, ReviewTargetFacts } from "./review-target-repository.ts";

type Db = PrismaClient | Prisma.TransactionClient;

/** What approvals of all migrations are judged by. */
export interface ApprovalWorld {
  readonly policy: ApprovalPolicy;
  readonly people: readonly Reviewer[];
  readonly groupNames: ReadonlyMap<string, string>;
  readonly delegations: readonly DelegationFact[];
  readonly singlePersonMode: boolean;
  readonly approvalDays: number;
}

/** One query after another: inside a transaction they share one connection. */
export async function readApprovalWorld(db: Db): Promise<ApprovalWorld> {
  const { singlePersonMode, approvalDays } = await getInstallation(db);
  const policy = await currentPolicy(db);
  const people = await listReviewers(db);
  const groupNames = await readGroupNames(db);
  const delegations = await listDelegationFacts(db);
  return { policy, people, groupNames, delegations, singlePersonMode, approvalDays };
}

/** What was decided about one migration. */
export interface ApprovalFile {
  readonly planDigest: string;
  readonly authorIds: readonly string[];
  readonly approvals: readonly GivenApproval[];
  readonly brokenGlass: readonly (BrokenGlass & { readonly id: string })[];
  readonly openRequests: ApprovalQuestion["openRequests"];
}

export async function readApprovalFile(
  db: Db,
  plan: {
    readonly migrationId: string;
    readonly revision: number;
    readonly digest: string;
    readonly authorIds: readonly (string | null)[];
  },
): Promise<ApprovalFile> {
  const approvals = await listApprovalsGiven(db, plan.migrationId);
  const brokenGlass = await listBrokenGlass(db, plan.migrationId);
  const requests = await listOpenRequests(db, plan.migrationId, plan.revision);
  return {
    planDigest: plan.digest,
    authorIds: plan.authorIds.filter((id) => id !== null),
    approvals,
    brokenGlass,
    openRequests: requests.map(({ stepId, byName }) => ({ step: stepId, byName })),
  };
}

/** What is asked of a stage on one database. */
export function questionOf(
  world: ApprovalWorld,
  file: ApprovalFile,
  target: Pick<ReviewTargetFacts, "errors" | "fingerprint" | "risk"> & { readonly database: NamedDatabase },
  at: { readonly stage: Stage; readonly rolloutId: string | null; readonly now: Date },
): ApprovalQuestion {
  const { policy, people, groupNames, delegations, singlePersonMode } = world;
  const { database, errors, fingerprint, risk } = target;
  return {
    ...at,
    ...file,
    people,
    groupNames,
    delegations,
    singlePersonMode,
    databaseId: database.id,
    databaseName: database.name,
    fingerprint,
    errors,
    rule: ruleFor(policy, { environment: database.environment, risk }),
  };
}

/** A risk that this version of Sluice does not know counts as the highest. */
export const knownRisk = (risk: string): (typeof RISKS)[number] => RISKS.find((it) => it === risk) ?? "high";
