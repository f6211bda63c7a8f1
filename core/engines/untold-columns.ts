import type { RowLayer, RowRule } from "./row-rule.ts";

/** Columns that the plan gives values which cannot be told before, and has not replaced since. */
export function untoldColumns(layers: readonly RowLayer[]): ReadonlySet<string> {
  const untold = new Set<string>();
  for (const { set, gone } of layers) {
    for (const name of gone) untold.delete(name);
    for (const [name, sql] of Object.entries(set)) {
      if (sql === null) untold.add(name);
      else untold.delete(name);
    }
  }
  return untold;
}

/** Columns that a rule names by themselves; those in its expressions only the engine's reader finds. */
export function columnsOfRule(rule: RowRule): readonly string[] {
  switch (rule.kind) {
    case "not null":
    case "foreign key":
      return rule.columns;
    case "unique":
      return rule.parts.flatMap((it) => it.column ?? []);
    case "type":
    case "round trip":
      return [rule.column];
    default:
      return [];
  }
}
