import { createHash } from "node:crypto";
import { PHASES } from "#core/domain/phase.ts";
import type { ExpandedMark, PlanDocument } from "#core/domain/plan-document.ts";
import { canonicalJson } from "./plan-digest.ts";

const DIGITS = 16;

/** What a plan's operations and phases are just now. White space around texts does not count: reading a plan trims it. */
export const expandedMark = ({ operations, access, phases }: PlanDocument): ExpandedMark => ({
  operations: digestOf({ operations, access }),
  phases: digestOf(PHASES.map((phase) => phases[phase] ?? [])),
});

const digestOf = (value: unknown): string =>
  createHash("sha256")
    .update(canonicalJson(trimmed(value)))
    .digest("hex")
    .slice(0, DIGITS);

function trimmed(value: unknown): unknown {
  if (typeof value === "string") return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, trimmed(inner)]));
}
