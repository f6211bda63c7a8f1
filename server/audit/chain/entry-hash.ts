import { createHash } from "node:crypto";
import type { ChainEntry } from "./chain-record.ts";

/** What comes before the first entry. */
export const FIRST_HASH = "0".repeat(64);

/** The same text as `sluice_audit_canonical` in the control database: ADR 0015. */
export function canonicalEntry(entry: ChainEntry, seq: number): string {
  const values = [
    String(seq),
    entry.id,
    entry.at,
    entry.actorId,
    entry.actorName,
    entry.actorKind,
    entry.action,
    entry.objectType,
    entry.objectId,
    entry.objectName,
    entry.before,
    entry.after,
    entry.reason,
    entry.mark,
    entry.ip,
    entry.userAgent,
  ];
  return `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
}

/** SHA-256 over the hash before it and the entry, in hexadecimal. */
export const entryHash = (previousHash: string, entry: ChainEntry, seq: number): string =>
  createHash("sha256")
    .update(`${previousHash}\n${canonicalEntry(entry, seq)}`)
    .digest("hex");
