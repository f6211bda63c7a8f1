import { markOfRule, type PolicyRule } from "#core/domain/approvals/approval-policy.ts";
import type {
  ApprovalQuestion,
  DecisionScope,
  GivenApproval,
  Reviewer,
} from "#core/domain/approvals/approval-question.ts";

/** A rule for tests of pure functions: by default that of a new installation. */
export const aRule = (parts: Partial<PolicyRule> = {}): PolicyRule => ({
  environment: null,
  fromRisk: "low",
  start: { count: 1, least: "approver", groups: [] },
  cutover: null,
  contract: null,
  days: null,
  since: 0,
  ...parts,
});

export const aReviewer = (id: string, parts: Partial<Reviewer> = {}): Reviewer => ({
  id,
  name: id,
  role: "approver",
  isDisabled: false,
  groups: [],
  ...parts,
});

export const anApproval = (
  personId: string,
  { fingerprint, ruleMark, databaseId, ...parts }: Partial<GivenApproval & DecisionScope> = {},
): GivenApproval => ({
  id: personId,
  personId,
  personName: personId,
  forId: null,
  forName: null,
  stage: "start",
  rolloutId: null,
  planDigest: "digest",
  scope: [
    {
      databaseId: databaseId ?? "shop",
      databaseName: "shop",
      fingerprint: fingerprint ?? "schema",
      ruleMark: ruleMark ?? markOfRule(aRule()),
    },
  ],
  at: new Date(500),
  expiresAt: new Date(8e15),
  voidedAt: null,
  singlePerson: false,
  ...parts,
});

export const aQuestion = (parts: Partial<ApprovalQuestion> = {}): ApprovalQuestion => ({
  stage: "start",
  rolloutId: null,
  planDigest: "digest",
  databaseId: "shop",
  databaseName: "shop",
  fingerprint: "schema",
  rule: aRule(),
  approvals: [],
  people: [],
  delegations: [],
  brokenGlass: [],
  authorIds: [],
  openRequests: [],
  errors: [],
  singlePersonMode: false,
  now: new Date(1_000),
  ...parts,
});
