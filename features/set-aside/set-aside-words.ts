import { formatCount } from "#components/data/figures.ts";
import type { SetAsideGroup } from "#contracts/set-aside.ts";

export const rowsText = (rows: number): string => `${formatCount(rows)} ${rows === 1 ? "row" : "rows"}`;

/** Why these rows were not written, for a person. */
export const causeText = ({ kind, message, code }: Pick<SetAsideGroup, "kind" | "message" | "code">): string =>
  message ??
  (kind === "hot" ? "Locked by somebody else when their turn came" : `Could not be written (${code ?? "no code"})`);

export const KIND_WORDS: Record<SetAsideGroup["kind"], string> = { hot: "locked", poison: "cannot be written" };
export const STATUS_WORDS: Record<SetAsideGroup["status"], string> = {
  open: "open",
  fixed: "written since",
  waived: "waived",
  gone: "no longer there",
};

const RANKS: Record<SetAsideGroup["status"], number> = { open: 0, waived: 1, fixed: 2, gone: 3 };
/** Open ones first, then by how many. */
export const inOrder = (groups: readonly SetAsideGroup[]): readonly SetAsideGroup[] =>
  groups.toSorted((a, b) => RANKS[a.status] - RANKS[b.status] || b.rows - a.rows);

export const openRows = (groups: readonly SetAsideGroup[]): number =>
  groups.filter((it) => it.status === "open").reduce((total, it) => total + it.rows, 0);

/** What a retry did. */
export function retryText({ fixed, gone, stillOpen }: { fixed: number; gone: number; stillOpen: number }): string {
  const parts = [
    fixed > 0 ? `${rowsText(fixed)} written` : null,
    gone > 0 ? `${rowsText(gone)} no longer there` : null,
    stillOpen > 0 ? `${rowsText(stillOpen)} still open` : null,
  ].filter((it) => it !== null);
  return parts.length > 0 ? `${parts.join(", ")}.` : "There was no open row to try.";
}
