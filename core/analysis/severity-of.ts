import type { Blocked, Severity } from "#core/domain/finding.ts";
import type { LockLimits } from "./analysis-settings.ts";
import type { TableFacts } from "./schema-model.ts";
import { isBusy, isIdle } from "./table-traffic.ts";

/** What is done while a lock is held: `brief` changes the catalog only. */
export type LockedWork = "brief" | "scan" | "build" | "rewrite";

/** What a server of today does at least, unless the target was measured. */
const BYTES_PER_MS: Record<Exclude<LockedWork, "brief">, number> = { scan: 400_000, build: 50_000, rewrite: 40_000 };
/** Bytes that a row is taken to have where only their number is known. */
const ROW_BYTES = 120;
/** A wait that nobody tells from the noise. */
const UNNOTICED_MS = 200;
/** So long that even an idle table will be wanted meanwhile. */
const LONG_MS = 60_000;

export interface LockJudgement {
  readonly severity: Severity;
  /** How long the work takes; `null` where the size is not known. */
  readonly ms: number | null;
}

/**
 * Who waits × how long × how many are there to wait; never the form of the statement alone. `null`: nobody can notice.
 * A size that is not known is a warning: it may be either.
 */
export function severityOf(
  work: LockedWork,
  blocks: readonly Blocked[],
  facts: TableFacts | null,
  limits: LockLimits,
): LockJudgement | null {
  if (blocks.length === 0) return null;
  const busy = isBusy(facts, blocks);
  if (work === "brief") return { severity: busy ? "warning" : "note", ms: 0 };
  const ms = millisecondsFor(work, facts);
  if (ms === null) return { severity: "warning", ms };
  if (ms < UNNOTICED_MS) return { severity: busy ? "warning" : "note", ms };
  if (isIdle(facts, blocks) && ms < LONG_MS) return { severity: ms > limits.agreedMs ? "warning" : "note", ms };
  return { severity: ms > limits.agreedMs ? "error" : "warning", ms };
}

function millisecondsFor(work: Exclude<LockedWork, "brief">, facts: TableFacts | null): number | null {
  const table = facts?.bytes ?? (facts?.rows == null ? null : facts.rows * ROW_BYTES);
  if (table === null) return null;
  const bytes = work === "rewrite" ? table + (facts?.indexBytes ?? 0) : table;
  return bytes / BYTES_PER_MS[work];
}
