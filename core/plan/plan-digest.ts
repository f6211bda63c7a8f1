import { createHash } from "node:crypto";
import type { PlanDocument } from "#core/domain/plan-document.ts";

/** SHA-256 of the canonical document, in hex: the same for YAML and JSON, whatever the order of keys and the comments. */
export const planDigest = (document: PlanDocument): string =>
  createHash("sha256").update(canonicalJson(document)).digest("hex");

/** JSON with the keys of each object in order and what is undefined left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}
