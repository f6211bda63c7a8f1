import type { StatementWatch } from "./application-seen.ts";

export interface CountedUse {
  readonly id: string;
  readonly key: string;
  readonly access: "read" | "write";
  readonly text: string;
  readonly calls: number;
}

/** Counts of statements as they were at the last look; ISO 8601. */
export interface KeptWatch {
  readonly since: string;
  readonly statements: readonly (CountedUse & { readonly calledAt: string | null })[];
}

const MOST_LETTERS = 2_000;
const sameUse = ({ id, key, access }: CountedUse): string => JSON.stringify([id, key, access]);

/**
 * Compares with the look before. A count that differs, or is new, was called meanwhile; also a smaller one, which was
 * set back. What was called and is gone from the server's list stays known.
 */
export function nextWatch(before: KeptWatch | null, counted: readonly CountedUse[], now: Date): KeptWatch {
  const at = now.toISOString();
  const known = new Map(before?.statements.map((it) => [sameUse(it), it]));
  const statements = counted.map((use) => {
    const former = known.get(sameUse(use));
    const text = use.text.slice(0, MOST_LETTERS);
    if (!before) return { ...use, text, calledAt: null };
    return { ...use, text, calledAt: former?.calls === use.calls ? former.calledAt : at };
  });
  const seen = new Set(counted.map(sameUse));
  const gone = [...known.values()].filter((it) => it.calledAt !== null && !seen.has(sameUse(it)));
  return { since: before?.since ?? at, statements: [...statements, ...gone.map((it) => ({ ...it, calls: -1 }))] };
}

export const toStatementWatch = (kept: KeptWatch): StatementWatch => ({
  since: new Date(kept.since),
  statements: kept.statements.map(({ key, access, text, calledAt }) => ({
    column: key,
    access,
    text,
    calledAt: calledAt === null ? null : new Date(calledAt),
  })),
});
