import { FACTS, type Fact } from "./fact.ts";
import { missingFacts } from "./missing-facts.ts";
import type { Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";
import type { ScriptFinding } from "./script-finding.ts";
import type { UnlookedRule } from "./unlooked-rule.ts";

/** Rules that kept silent about a statement that concerns them, since what they go by is not known. */
export function unlookedRules(
  scenes: readonly Scene[],
  rules: readonly Rule[],
  findings: readonly ScriptFinding[],
): readonly UnlookedRule[] {
  const found = new Map<string, Set<Fact>>();
  const needy = rules.filter(({ needs }) => needs !== undefined);
  for (const scene of scenes) {
    const missing = missingFacts(scene);
    if (missing.size === 0) continue;
    for (const rule of needy) {
      const { id, needs = [] } = rule;
      const lacks = needs.filter((fact) => missing.has(fact));
      if (lacks.length === 0 || rule.concerns?.(scene) === false) continue;
      const all = found.get(id) ?? new Set();
      for (const fact of lacks) all.add(fact);
      found.set(id, all);
    }
  }
  // What has spoken has looked.
  for (const { rule } of findings) found.delete(rule);
  return [...found].map(([rule, facts]) => ({ rule, missing: FACTS.filter((it) => facts.has(it)) }));
}
