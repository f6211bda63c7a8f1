import type { Role } from "../role.ts";
import type { Stage } from "./stage.ts";

export const RISKS = ["low", "medium", "high"] as const;
export type Risk = (typeof RISKS)[number];

/** Roles that the policy table lets review. A policy can ask for more, never for less. */
export const APPROVER_ROLES = ["approver", "owner"] as const satisfies readonly Role[];

/** How many distinct people, and out of whom. */
export interface Requirement {
  readonly count: number;
  readonly least: (typeof APPROVER_ROLES)[number];
  /** Ids of groups, of which one must be theirs; empty: everybody with the role. */
  readonly groups: readonly string[];
}

/** What plans of a risk, or a greater one, need in an environment. */
export interface PolicyRuleDraft {
  /** `null`: every environment that has no rule of its own for the risk. */
  readonly environment: string | null;
  readonly fromRisk: Risk;
  readonly start: Requirement;
  /** `null`: the approval of the start is enough. */
  readonly cutover: Requirement | null;
  readonly contract: Requirement | null;
  /** How many days an approval is good for; `null`: as the installation says. */
  readonly days: number | null;
}

export interface PolicyRule extends PolicyRuleDraft {
  /** The version in which its words last changed. */
  readonly since: number;
}

export interface ApprovalPolicy {
  readonly version: number;
  readonly rules: readonly PolicyRule[];
}

/** Until an owner says otherwise: one approver who is not the author. */
export const DEFAULT_POLICY: ApprovalPolicy = {
  version: 0,
  rules: [
    {
      environment: null,
      fromRisk: "low",
      start: { count: 1, least: "approver", groups: [] },
      cutover: null,
      contract: null,
      days: null,
      since: 0,
    },
  ],
};

export const requirementOf = (rule: PolicyRuleDraft, stage: Stage): Requirement | null => rule[stage];

/** Names a rule and its wording: an approval given under another one does not hold. */
export const markOfRule = ({ environment, fromRisk, since }: PolicyRule): string =>
  `${environment ?? "any"}/${fromRisk}@${since}`;
