import type { LockHolder } from "#core/engines/introspector.ts";
import { durationWords } from "./duration-words.ts";

const MOST_NAMED = 3;

/** Who holds a lock, for people: "pid 812 (psql), idle in transaction for 3 min". Empty when nobody can be seen. */
export function describeHolders(holders: readonly LockHolder[]): string {
  const named = [...holders].sort(byAge).slice(0, MOST_NAMED).map(describe);
  const rest = holders.length - named.length;
  return rest > 0 ? `${named.join("; ")}; and ${rest} more` : named.join("; ");
}

const byAge = (a: LockHolder, b: LockHolder): number => (b.transactionSeconds ?? 0) - (a.transactionSeconds ?? 0);

function describe({ backend, application, user, state, transactionSeconds, kind }: LockHolder): string {
  const who = application || user;
  const age = transactionSeconds === null ? "" : ` for ${durationWords(transactionSeconds)}`;
  if (kind === "vacuum") return `pid ${backend}, an autovacuum${age}`;
  if (kind === "wraparound vacuum")
    return `pid ${backend}, an autovacuum to prevent wraparound, which gives way to nobody,${age}`;
  return `pid ${backend}${who ? ` (${who})` : ""}, ${state ?? "in a transaction"}${age}`;
}
