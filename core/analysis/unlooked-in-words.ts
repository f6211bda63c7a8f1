import { FACT_WORDS, FACTS } from "./fact.ts";
import type { UnlookedRule } from "./unlooked-rule.ts";

/** One sentence: how many rules had nothing to judge by, and what they lacked. `null`: all could look. */
export function unlookedInWords(rules: readonly UnlookedRule[], hasDatabase: boolean): string | null {
  if (rules.length === 0) return null;
  const lacking = FACTS.filter((fact) => rules.some(({ missing }) => missing.includes(fact)));
  const what = lacking.map((fact) => FACT_WORDS[fact]);
  const list = what.length > 1 ? `${what.slice(0, -1).join(", ")} and ${what.at(-1)}` : (what[0] ?? "");
  const isOne = what.length === 1 && !/s$/.test(list);
  const why = hasDatabase
    ? `${list} ${isOne ? "is" : "are"} not known`
    : `no database was given, so ${list} ${isOne ? "is" : "are"} not known`;
  return `${rules.length} ${rules.length === 1 ? "rule" : "rules"} could not look: ${why}.`;
}
