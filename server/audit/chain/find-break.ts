import type { ChainRecord } from "./chain-record.ts";
import { entryHash, FIRST_HASH } from "./entry-hash.ts";

export interface ChainBreak {
  /** The first entry that is not as it was written; `null`: an entry that never got a number. */
  readonly seq: number | null;
  readonly kind: "missing" | "changed" | "reordered" | "inserted" | "rewritten";
  readonly message: string;
}

/** The last entry that was found as it was written. */
export interface ChainPlace {
  readonly seq: number;
  readonly hash: string;
  readonly previousHash: string;
}

export const CHAIN_START: ChainPlace = { seq: 0, hash: FIRST_HASH, previousHash: "" };

/** Follows the chain over consecutive records. Answers the first break in them, or `null`. */
export function findBreak(from: ChainPlace, records: readonly ChainRecord[]): ChainBreak | null {
  let last = from;
  for (const record of records) {
    const found = breakAt(last, record, records);
    if (found) return found;
    last = record;
  }
  return null;
}

function breakAt(last: ChainPlace, record: ChainRecord, near: readonly ChainRecord[]): ChainBreak | null {
  const seq = last.seq + 1;
  if (record.seq !== seq) return missing(seq, `after entry ${last.seq} comes entry ${record.seq}`);
  if (!record.entry) return missing(seq, "only its hash is left");
  if (record.previousHash !== last.hash) return wrongPrevious(last, record, near);
  if (entryHash(last.hash, record.entry, seq) === record.hash) return null;
  const rightful = near.find((it) => it.entry && entryHash(last.hash, it.entry, seq) === record.hash);
  if (rightful) return reordered(seq, `the entry that was written as ${seq} stands at ${rightful.seq}`);
  return changed(seq, "its text does not give the hash that was written with it");
}

/** The entry builds on another one than the one before it: says what was done to bring that about. */
function wrongPrevious(last: ChainPlace, record: ChainRecord, near: readonly ChainRecord[]): ChainBreak {
  const { seq, previousHash, hash, entry } = record;
  const isIntactAs = (number: number) => entry !== null && entryHash(previousHash, entry, number) === hash;
  const predecessor = near.find((it) => it.seq > seq && it.hash === previousHash);
  if (predecessor) return reordered(seq, `it was written after the entry that stands at ${predecessor.seq}`);
  if (previousHash === last.previousHash && isIntactAs(seq - 1)) {
    const message = `Entry ${last.seq} was inserted: the entry after it was written as number ${last.seq} and builds on entry ${last.seq - 1}.`;
    return { seq: last.seq, kind: "inserted", message };
  }
  if (isIntactAs(seq + 1)) return missing(seq, "the entry that stands there was written with the number after it");
  if (isIntactAs(seq) && last.seq > 0) {
    return changed(last.seq, `entry ${seq} holds another hash of it than the one that stands there`);
  }
  return changed(seq, "it builds on another entry than the one before it");
}

const missing = (seq: number, why: string): ChainBreak => ({
  seq,
  kind: "missing",
  message: `Entry ${seq} is missing: ${why}.`,
});
const reordered = (seq: number, why: string): ChainBreak => ({
  seq,
  kind: "reordered",
  message: `Entry ${seq} is out of order: ${why}.`,
});
const changed = (seq: number, why: string): ChainBreak => ({
  seq,
  kind: "changed",
  message: `Entry ${seq} was changed: ${why}.`,
});
