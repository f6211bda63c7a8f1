import type { OpenTransaction } from "#core/engines/late-commits.ts";
import { durationWords } from "./duration-words.ts";

const MOST_NAMED = 3;

/** Who is in a transaction, for people: "pid 812 (psql, ann, database shop), idle in transaction for 3 min". Oldest first. */
export function describeTransactions(open: readonly OpenTransaction[]): string {
  const named = [...open].sort(byAge).slice(0, MOST_NAMED).map(describe);
  const rest = open.length - named.length;
  return rest > 0 ? `${named.join("; ")}; and ${rest} more` : named.join("; ");
}

const byAge = (a: OpenTransaction, b: OpenTransaction): number => (b.seconds ?? 0) - (a.seconds ?? 0);

function describe({ backend, application, user, database, state, seconds }: OpenTransaction): string {
  // Transactions of other databases count too, so it must be told where it is.
  const who = [application, user, database ? `database ${database}` : null].filter(Boolean).join(", ");
  const age = seconds === null ? "" : ` for ${durationWords(seconds)}`;
  const name = /^\d+$/.test(backend) ? `pid ${backend}` : backend;
  return `${name}${who ? ` (${who})` : ""}, ${state ?? "in a transaction"}${age}`;
}
