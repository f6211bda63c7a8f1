import type { Blocked } from "#core/domain/finding.ts";
import type { TableFacts } from "./schema-model.ts";

/** Statements a second above which even a brief exclusive lock gathers a queue. */
const BUSY_PER_SECOND = 500;
/** Below this a wait of seconds meets nobody. */
const IDLE_PER_SECOND = 0.05;

/** Statements a second that would wait; `null` where nobody measured. */
export function waitingPerSecond(facts: TableFacts | null, blocks: readonly Blocked[]): number | null {
  const { readsPerSecond: reads = null, writesPerSecond: writes = null } = facts ?? {};
  const rates = [...(blocks.includes("reads") ? [reads] : []), ...(blocks.includes("writes") ? [writes] : [])];
  const known = rates.filter((rate) => rate !== null);
  return known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0);
}

export const isBusy = (facts: TableFacts | null, blocks: readonly Blocked[]): boolean =>
  (waitingPerSecond(facts, blocks) ?? 0) >= BUSY_PER_SECOND;

/** Known to be idle, not only not known to be busy. */
export function isIdle(facts: TableFacts | null, blocks: readonly Blocked[]): boolean {
  const rate = waitingPerSecond(facts, blocks);
  return rate !== null && rate < IDLE_PER_SECOND;
}
