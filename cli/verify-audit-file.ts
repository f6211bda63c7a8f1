import { type AuditEntry, auditEntry, type ChainBreak } from "#contracts/audit.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { ChainRecord } from "#server/audit/chain/chain-record.ts";
import { CHAIN_START, type ChainPlace, findBreak } from "#server/audit/chain/find-break.ts";
import { jsonbText } from "#server/audit/chain/jsonb-text.ts";

export interface FileVerification {
  readonly intact: boolean;
  /** Entries in the files. */
  readonly count: number;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  readonly broken: ChainBreak | null;
}

/** Verifies exported JSON lines without a server. `isFiltered`: gaps are expected, each stretch is verified by itself. */
export function verifyAuditFile(text: string, isFiltered: boolean): FileVerification {
  const entries = text.split("\n").flatMap((line, at) => (line.trim() === "" ? [] : [entryOf(line, at + 1)]));
  const outside = entries.find(({ seq }) => seq === null);
  const records = entries.flatMap(recordOf).toSorted((a, b) => a.seq - b.seq);
  const last = records.at(-1);
  const broken = outside ? withoutNumber(outside) : breakIn(records, isFiltered);
  return {
    intact: broken === null,
    count: entries.length,
    head: last ? { seq: last.seq, hash: last.hash } : null,
    broken,
  };
}

function breakIn(records: readonly ChainRecord[], isFiltered: boolean): ChainBreak | null {
  if (!isFiltered) return findBreak(CHAIN_START, records);
  let last: ChainPlace = CHAIN_START;
  for (const record of records) {
    const { seq, previousHash } = record;
    const from: ChainPlace = seq === last.seq + 1 ? last : { seq: seq - 1, hash: previousHash, previousHash: "" };
    const found = findBreak(from, [record]);
    if (found) return found;
    last = record;
  }
  return null;
}

function entryOf(line: string, number: number): AuditEntry {
  try {
    return auditEntry.parse(JSON.parse(line));
  } catch (cause) {
    throw new DomainError(
      "invalid-input",
      `Line ${number} is no entry of the audit. Give a file that sluice audit export --format jsonl wrote.`,
      { cause },
    );
  }
}

const withoutNumber = ({ action, id }: AuditEntry): ChainBreak => ({
  seq: null,
  kind: "inserted",
  message: `An entry without a number was inserted past the chain: ${action}, id ${id}.`,
});

function recordOf(exported: AuditEntry): ChainRecord[] {
  const { seq, hash, previousHash, before, after, ...rest } = exported;
  if (seq === null || hash === null || previousHash === null) return [];
  const textOf = (value: unknown) => (value === null || value === undefined ? null : jsonbText(value));
  return [{ seq, hash, previousHash, entry: { ...rest, before: textOf(before), after: textOf(after) } }];
}
