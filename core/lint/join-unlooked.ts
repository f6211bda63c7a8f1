import { FACTS } from "#core/analysis/fact.ts";
import type { UnlookedRule } from "#core/analysis/unlooked-rule.ts";

/** One list out of those of sets and plans; a rule that could look in one and not in another is among them. */
export function joinUnlooked(lists: readonly (readonly UnlookedRule[])[]): readonly UnlookedRule[] {
  return [...Map.groupBy(lists.flat(), ({ rule }) => rule)].map(([rule, all]) => ({
    rule,
    missing: FACTS.filter((fact) => all.some(({ missing }) => missing.includes(fact))),
  }));
}
