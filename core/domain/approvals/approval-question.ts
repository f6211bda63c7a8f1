import type { Role } from "../role.ts";
import type { PolicyRule } from "./approval-policy.ts";
import type { PlanError } from "./plan-error.ts";
import type { Stage } from "./stage.ts";

/** A person as far as approvals ask. */
export interface Reviewer {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  /** Ids. */
  readonly groups: readonly string[];
}

/** What a decision was given for on one database. */
export interface DecisionScope {
  readonly databaseId: string;
  readonly databaseName: string;
  /** Of the plan's tables, when it was decided. */
  readonly fingerprint: string;
  readonly ruleMark: string;
}

export interface GivenApproval {
  readonly id: string;
  readonly personId: string;
  readonly personName: string;
  /** The person whose place was taken, by delegation. */
  readonly forId: string | null;
  readonly forName: string | null;
  readonly stage: Stage;
  /** For cut-over and contract: the rollout it was given for. */
  readonly rolloutId: string | null;
  readonly planDigest: string;
  readonly scope: readonly DecisionScope[];
  readonly at: Date;
  readonly expiresAt: Date;
  readonly voidedAt: Date | null;
  readonly singlePerson: boolean;
}

export interface DelegationFact {
  readonly fromId: string;
  readonly toId: string;
  readonly from: Date;
  readonly until: Date;
  readonly revokedAt: Date | null;
}

/** Two people said that this plan may run on this database without approval, for a time. */
export interface BrokenGlass {
  readonly planDigest: string;
  readonly databaseId: string;
  readonly requestedById: string;
  readonly confirmedById: string | null;
  readonly until: Date | null;
  readonly endedAt: Date | null;
}

/** All that decides whether a stage may begin on one database. */
export interface ApprovalQuestion {
  readonly stage: Stage;
  readonly rolloutId: string | null;
  readonly planDigest: string;
  readonly databaseId: string;
  readonly databaseName: string;
  /** Of the plan's tables now; `null`: it could not be read. */
  readonly fingerprint: string | null;
  readonly rule: PolicyRule;
  readonly approvals: readonly GivenApproval[];
  readonly people: readonly Reviewer[];
  /** Names of groups by their ids, for what is said. */
  readonly groupNames?: ReadonlyMap<string, string> | undefined;
  readonly delegations: readonly DelegationFact[];
  readonly brokenGlass: readonly BrokenGlass[];
  /** Who wrote the migration or its current revision. */
  readonly authorIds: readonly string[];
  /** Requests for changes that are open, each as step and words. */
  readonly openRequests: readonly { readonly step: string; readonly byName: string }[];
  /** Findings of severity error that nobody suppressed. */
  readonly errors: readonly PlanError[];
  readonly singlePersonMode: boolean;
  readonly now: Date;
}
