import type { Risk } from "./approval-policy.ts";

/** What the risk of a plan on a database follows from. */
export interface RiskFacts {
  /** Titles of the steps that cannot be undone. */
  readonly irreversible: readonly string[];
  /** What contract takes away: tables and columns. */
  readonly drops: readonly string[];
  readonly errors: number;
  readonly warnings: number;
  /** The largest table that the plan touches; `null`: not known. */
  readonly largest: { readonly name: string; readonly rows: number | null; readonly bytes: number | null } | null;
  /** Whether the database could be looked at. */
  readonly isRead: boolean;
}

export interface PlanRisk {
  readonly risk: Risk;
  /** Each in words, those that weigh most first. */
  readonly reasons: readonly string[];
}

const GIB = 1024 ** 3;
const LARGE = { rows: 1_000_000, bytes: GIB };
const HUGE = { rows: 50_000_000, bytes: 50 * GIB };

/** How much can go wrong, and why: pure, so that the page can say it and a policy can ask for it. */
export function planRisk(facts: RiskFacts): PlanRisk {
  const high = [...lossReasons(facts), ...(reaches(facts, HUGE) ? [sizeReason(facts)] : [])];
  if (facts.errors > 0) high.push(`${counted(facts.errors, "error")} in the analysis`);
  const medium: string[] = [];
  if (!reaches(facts, HUGE) && reaches(facts, LARGE)) medium.push(sizeReason(facts));
  if (facts.warnings > 0) medium.push(`${counted(facts.warnings, "warning")} in the analysis`);
  if (!facts.isRead) medium.push("the database could not be looked at");
  const risk = high.length > 0 ? "high" : medium.length > 0 ? "medium" : "low";
  return { risk, reasons: [...high, ...medium] };
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function lossReasons({ irreversible, drops }: RiskFacts): string[] {
  const points = irreversible.map((title) => `point of no return: ${title}`);
  return [...points, ...(drops.length > 0 ? [`contract drops ${drops.join(", ")}`] : [])];
}

const reaches = ({ largest }: RiskFacts, limit: typeof LARGE): boolean =>
  largest !== null && ((largest.rows ?? 0) >= limit.rows || (largest.bytes ?? 0) >= limit.bytes);

function sizeReason({ largest }: RiskFacts): string {
  const rows = largest?.rows == null ? null : `about ${largest.rows.toLocaleString("en")} rows`;
  const bytes = largest?.bytes == null ? null : `${(largest.bytes / GIB).toFixed(1)} GiB`;
  return `${largest?.name ?? "a table"} has ${[rows, bytes].filter(Boolean).join(", ")}`;
}
