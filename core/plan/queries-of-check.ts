import type { StepWork } from "./compiled-step.ts";

type CheckWork = Extract<StepWork, { kind: "check" }>;

/** What a check asks, for people to read; of a copy the rows of each side, of which only sums and keys are asked for. */
export function queriesOfCheck({ none, equal, copy }: Pick<CheckWork, "none" | "equal" | "copy">): readonly string[] {
  if (none !== null) return [none];
  if (equal !== null) return equal;
  if (!copy) return [];
  const { from, to, columns } = copy;
  const copied = Object.entries(columns).map(([column, expression]) => `${expression} AS ${shown(column)}`);
  const kept = Object.keys(columns).map(shown);
  return [`SELECT ${copied.join(", ")} FROM ${from}`, `SELECT ${kept.join(", ")} FROM ${to}`];
}

/** Both engines read a double-quoted identifier. */
const shown = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
