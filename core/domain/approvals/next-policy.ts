import type { ApprovalPolicy, PolicyRule, PolicyRuleDraft, Requirement } from "./approval-policy.ts";

const words = (requirement: Requirement | null) =>
  requirement && [requirement.count, requirement.least, requirement.groups.toSorted()];

const wordsOf = ({ environment, fromRisk, start, cutover, contract, days }: PolicyRuleDraft): string =>
  JSON.stringify([environment, fromRisk, words(start), words(cutover), words(contract), days]);

/** The next version. A rule whose words stay keeps its mark, so that approvals given under it hold. */
export function nextPolicy(former: ApprovalPolicy, drafts: readonly PolicyRuleDraft[]): ApprovalPolicy {
  const version = former.version + 1;
  const since = new Map(former.rules.map((rule) => [wordsOf(rule), rule.since]));
  const rules: PolicyRule[] = drafts.map(({ environment, fromRisk, start, cutover, contract, days }) => {
    const draft = { environment, fromRisk, start, cutover, contract, days };
    return { ...draft, since: since.get(wordsOf(draft)) ?? version };
  });
  return { version, rules };
}
