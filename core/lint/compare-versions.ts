import type { MigrationRunner } from "./migration-runner.ts";

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byNumber(a: string, b: string): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Repeatable migrations run after all others, by what they are about. */
function byFlyway(a: string, b: string): number {
  const isRepeatable = (version: string) => version.startsWith("R__");
  if (isRepeatable(a) || isRepeatable(b)) return Number(isRepeatable(a)) - Number(isRepeatable(b)) || byName(a, b);
  const [left, right] = [a.split("."), b.split(".")];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = byNumber(left[at] || "0", right[at] || "0");
    if (order !== 0) return order;
  }
  return 0;
}

/** How a runner orders two versions. */
export const COMPARE_VERSIONS: Readonly<Record<MigrationRunner["order"], (a: string, b: string) => number>> = {
  name: byName,
  number: byNumber,
  flyway: byFlyway,
  none: byName,
};
