import type { RuleText } from "#core/analysis/rule.ts";
import { RULES } from "#core/analysis/rules.ts";
import type { RuleWords } from "./formats/format.ts";
import { READING_RULES } from "./reading-rules.ts";

const byId: ReadonlyMap<string, RuleWords> = new Map(
  [...RULES, ...READING_RULES].map((rule: RuleText) => [rule.id, rule]),
);

/** What a rule says about itself; `null` for what only plan documents are told. */
export const lintRuleWords = (rule: string): RuleWords | null => byId.get(rule) ?? null;

/** Every rule that a configuration may name. */
export const LINT_RULE_IDS: readonly string[] = [...byId.keys()];
