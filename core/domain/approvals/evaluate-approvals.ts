import type { Blocker } from "../blocker.ts";
import { markOfRule, type Requirement, requirementOf } from "./approval-policy.ts";
import type { ApprovalQuestion, GivenApproval, Reviewer } from "./approval-question.ts";
import type { Lapse } from "./lapse.ts";
import { distinct, isByTheRight, isEligible } from "./may-count.ts";
import type { PlanError } from "./plan-error.ts";
import { STAGE_LABELS } from "./stage.ts";

export interface ApprovalStanding {
  /** How many distinct people must approve; 0: none. */
  readonly required: number;
  readonly given: readonly GivenApproval[];
  readonly lapsed: readonly { readonly approval: GivenApproval; readonly why: Lapse }[];
  /** Who may still approve: neither authors nor those who have. */
  readonly mayApprove: readonly Reviewer[];
  /** Two people broke the glass for this plan on this database, and the time is not up. */
  readonly isGlassBroken: boolean;
  /** Why the stage may not begin; empty: it may. */
  readonly blockers: readonly Blocker[];
}

/** Whether a stage of a plan may begin on a database. Pure: worker, API, page and command line all ask this function. */
export function evaluateApprovals(question: ApprovalQuestion): ApprovalStanding {
  const requirement = requirementOf(question.rule, question.stage);
  const isGlassBroken = question.brokenGlass.some((glass) => isBroken(glass, question));
  if (!requirement)
    return { required: 0, given: [], lapsed: [], mayApprove: [], isGlassBroken, blockers: errorBlockers(question) };
  const required = question.singlePersonMode ? Math.min(1, requirement.count) : requirement.count;
  const about = question.approvals.filter((approval) => isAbout(approval, question));
  const lapsed = about.flatMap((approval) => {
    const why = lapseOf(question, requirement, approval);
    return why ? [{ approval, why }] : [];
  });
  const given = distinct(about.filter((approval) => !lapsed.some((it) => it.approval === approval)));
  const mayApprove = question.people.filter((person) => isStillToAsk(question, requirement, person, given));
  const standing = { required, given, lapsed, mayApprove, isGlassBroken };
  const waived = isGlassBroken ? [] : missing(question, requirement, standing);
  return { ...standing, blockers: [...errorBlockers(question), ...waived] };
}

function isBroken(glass: ApprovalQuestion["brokenGlass"][number], question: ApprovalQuestion): boolean {
  if (question.singlePersonMode) return false;
  if (glass.planDigest !== question.planDigest || glass.databaseId !== question.databaseId) return false;
  if (glass.confirmedById === null || glass.confirmedById === glass.requestedById) return false;
  return glass.endedAt === null && glass.until !== null && question.now < glass.until;
}

const isAbout = (approval: GivenApproval, question: ApprovalQuestion): boolean =>
  approval.voidedAt === null &&
  approval.stage === question.stage &&
  approval.planDigest === question.planDigest &&
  approval.rolloutId === question.rolloutId &&
  approval.scope.some(({ databaseId }) => databaseId === question.databaseId);

function lapseOf(question: ApprovalQuestion, requirement: Requirement, approval: GivenApproval): Lapse | null {
  const scope = approval.scope.find(({ databaseId }) => databaseId === question.databaseId);
  if (approval.expiresAt <= question.now) return "expired";
  if (scope?.ruleMark !== markOfRule(question.rule)) return "policy";
  if (question.fingerprint !== null && scope.fingerprint !== question.fingerprint) return "drifted";
  return isByTheRight(question, requirement, approval) ? null : "person";
}

const isStillToAsk = (
  { authorIds, singlePersonMode }: ApprovalQuestion,
  requirement: Requirement,
  person: Reviewer,
  given: readonly GivenApproval[],
): boolean =>
  isEligible(person, requirement) &&
  (singlePersonMode || !authorIds.includes(person.id)) &&
  !given.some(({ personId, forId }) => personId === person.id || forId === person.id);

const errorBlockers = ({ errors, databaseName }: ApprovalQuestion): Blocker[] =>
  errors.length === 0
    ? []
    : [
        {
          code: "plan-errors",
          message: `On ${databaseName} the plan has ${errors.length === 1 ? "an error" : `${errors.length} errors`} that nobody suppressed: ${errorsInWords(errors)}`,
          fix: "Mend what the findings name, or suppress it with a reason, and submit the plan again",
          who: "author",
        },
      ];

const MOST_NAMED = 5;

/** Each as its rule and its step; of many the first. */
function errorsInWords(errors: readonly PlanError[]): string {
  const named = errors.slice(0, MOST_NAMED).map(({ rule, step }) => (step === null ? rule : `${rule} (${step})`));
  const left = errors.length - named.length;
  return [...new Set(named), ...(left > 0 ? [`and ${left} more`] : [])].join(", ");
}

type Counted = Pick<ApprovalStanding, "required" | "given" | "lapsed" | "mayApprove">;

function missing(question: ApprovalQuestion, requirement: Requirement, counted: Counted): Blocker[] {
  const blockers: Blocker[] = question.openRequests.map(({ step, byName }) => ({
    code: "changes-requested",
    message: `${byName} asks for a change of step ${step}`,
    fix: `Change the step in a new revision, or ask ${byName} to take the request back`,
    who: "author",
  }));
  if (question.fingerprint === null) {
    blockers.push({
      code: "schema-unread",
      message: `The schema of ${question.databaseName} could not be read, so nobody can say whether it is as approved`,
      fix: "Make the database reachable and try again",
      who: "operator",
    });
  }
  if (counted.given.length < counted.required) blockers.push(missingApprovals(question, requirement, counted));
  return blockers;
}

function missingApprovals(question: ApprovalQuestion, requirement: Requirement, counted: Counted): Blocker {
  const { stage, databaseName } = question;
  const [first] = counted.lapsed;
  const why = first ? SAID[first.why] : null;
  const has = counted.given.length === 0 ? "none" : `${counted.given.length}, of ${names(counted.given)}`;
  const needs = `${STAGE_LABELS[stage]} on ${databaseName} needs ${counted.required} ${counted.required === 1 ? "approval" : "approvals"}${whose(requirement, question)}; it has ${has}`;
  return {
    code: why?.code ?? "approvals-missing",
    message: first && why ? `${why.says(databaseName, first.approval.personName)}. ${needs}` : needs,
    fix: askText(counted),
    who: counted.mayApprove.length > 0 ? "approver" : "owner",
  };
}

const names = (given: readonly GivenApproval[]): string =>
  given.map(({ personName, forName }) => (forName ? `${personName} for ${forName}` : personName)).join(", ");

/** Out of whom, in words. */
export function whose({ least, groups }: Requirement, { groupNames }: Pick<ApprovalQuestion, "groupNames">): string {
  const names = groups.map((id) => groupNames?.get(id) ?? "a group").join(" or ");
  return `${least === "owner" ? " of owners" : ""}${names === "" ? "" : ` in ${names}`}`;
}

function askText({ mayApprove, required, given }: Counted): string {
  if (mayApprove.length === 0) return "Nobody is left who may approve: give somebody the role or the group";
  const list = mayApprove.map(({ name }) => name).join(", ");
  return required - given.length > 1 ? `Ask ${required - given.length} of: ${list}` : `Ask ${list}`;
}

const SAID: Record<Lapse, { readonly code: string; readonly says: (database: string, person: string) => string }> = {
  expired: { code: "approval-expired", says: (_, person) => `The approval of ${person} has expired` },
  drifted: {
    code: "schema-drifted",
    says: (database, person) => `The schema of ${database} changed since ${person} approved`,
  },
  policy: {
    code: "policy-changed",
    says: (database, person) => `For ${database} another rule counts than when ${person} approved`,
  },
  person: { code: "approver-lost", says: (_, person) => `${person} may not approve this any more` },
};
