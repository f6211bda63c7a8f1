import { type ApprovalPolicy, DEFAULT_POLICY, type PolicyRule, RISKS, type Risk } from "./approval-policy.ts";

const weightOf = ({ environment, fromRisk }: PolicyRule): number =>
  (environment === null ? 0 : RISKS.length) + RISKS.indexOf(fromRisk);

/** The one rule that counts: that of the environment before that of all, then that of the greatest risk reached. */
export function ruleFor(
  policy: ApprovalPolicy,
  { environment, risk }: { readonly environment: string; readonly risk: Risk },
): PolicyRule {
  const matching = policy.rules.filter(
    (rule) =>
      (rule.environment === null || rule.environment === environment) &&
      RISKS.indexOf(rule.fromRisk) <= RISKS.indexOf(risk),
  );
  const [first] = matching.toSorted((a, b) => weightOf(b) - weightOf(a));
  const [fallback] = DEFAULT_POLICY.rules;
  const rule = first ?? fallback;
  if (!rule) throw new Error("A policy without a rule");
  return rule;
}
