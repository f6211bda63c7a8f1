import { RULES } from "#core/analysis/rules.ts";
import type { RuleWords } from "./formats/format.ts";

/** What `sluice lint` tells beside the rules. */
const OWN: Readonly<Record<string, RuleWords>> = {
  "not-analysable": {
    title: "Not analysed",
    why: "What cannot be read cannot be judged. It is told, so that nobody takes silence for safety.",
    safer: "Write it so that it parses, or look at it yourself and accept it with a reason.",
  },
};

const byId: ReadonlyMap<string, RuleWords> = new Map([
  ...RULES.map((rule) => [rule.id, rule] as const),
  ...Object.entries(OWN),
]);

/** What a rule says about itself; `null` for what only plan documents are told. */
export const lintRuleWords = (rule: string): RuleWords | null => byId.get(rule) ?? null;

/** Every rule that a configuration may name. */
export const LINT_RULE_IDS: readonly string[] = [...byId.keys()];
