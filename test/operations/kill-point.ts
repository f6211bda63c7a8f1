import type { SentStatement } from "./hook-targets.ts";

/** A place in the life of a rollout: the so-and-so-many-th statement with an effect that a step sends. */
export interface KillPoint {
  readonly session: string;
  /** From 1. */
  readonly nth: number;
  readonly when: SentStatement["when"];
  /** How the statement begins, for people. */
  readonly sql: string;
}

/** What only looks or sets something of the session leaves nothing that a death could interrupt. */
const ONLY_LOOKS =
  /^\s*(?:select(?!.*\b(?:setval|nextval)\()|show|explain|with|set|begin|start|rollback|values|fetch|declare)\b/is;

/** Rows of the ledger are written in the transaction of what they tell of: it ends with them in the same way. */
const LEDGER = /^\s*(?:delete from|insert into) sluice\.step_ledger\b/i;

/** Whether a transaction with it is not the same as one that never was. */
export const writes = (sql: string): boolean => !ONLY_LOOKS.test(sql);
export const hasEffect = (sql: string): boolean => writes(sql) && !LEDGER.test(sql);

/** Counts the statements with an effect, each session for itself; answers the point that was reached, if it is one. */
export function pointCounter(): (statement: SentStatement) => KillPoint | null {
  const counts = new Map<string, number>();
  return ({ session, sql, when }) => {
    if (!hasEffect(sql)) return null;
    const nth = (counts.get(session) ?? 0) + (when === "before" ? 1 : 0);
    counts.set(session, nth);
    return { session, nth, when, sql: sql.trim().replaceAll(/\s+/g, " ").slice(0, 80) };
  };
}

export const isSamePoint = (a: KillPoint, b: Pick<KillPoint, "session" | "nth" | "when">): boolean =>
  a.session === b.session && a.nth === b.nth && a.when === b.when;
