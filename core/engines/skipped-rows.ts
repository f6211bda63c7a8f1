import type { BackfillLayout, BackfillSpec, KeyText } from "./backfill-store.ts";
import type { Connection } from "./connection.ts";

/** `hot`: held by others when its batch passed. `poison`: its own data makes the statement fail. */
export type SkippedKind = "hot" | "poison";
/** `fixed`: written since. `gone`: deleted since. `waived`: a person said that it may stay as it is. */
export type SkippedStatus = "open" | "fixed" | "waived" | "gone";

/** A row that was set aside. Never its contents: key, and the server's words without values. */
export interface SkippedRow {
  readonly key: KeyText;
  readonly shardNo: number;
  readonly kind: SkippedKind;
  readonly status: SkippedStatus;
  readonly tries: number;
  readonly code: string | null;
  readonly message: string | null;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface SkippedGroup {
  readonly kind: SkippedKind;
  readonly status: SkippedStatus;
  readonly code: string | null;
  readonly message: string | null;
  readonly rows: number;
}

export interface SkippedFilter {
  readonly kind?: SkippedKind | undefined;
  readonly status?: SkippedStatus | undefined;
  readonly code?: string | undefined;
}

/** Rows that batches set aside, kept in the target beside the checkpoints. */
export interface SkippedRows {
  groups(connection: Connection, runId: string): Promise<readonly SkippedGroup[]>;
  /** In the order of keys' texts, after `after`. */
  list(
    connection: Connection,
    runId: string,
    page: SkippedFilter & { readonly after: KeyText | null; readonly limit: number },
  ): Promise<readonly SkippedRow[]>;
  /**
   * Tries open rows again, each in its own small transaction, never waiting for a lock. Answers what became of them.
   * Rows tried within the last `notWithinMs` (doubled with each try) are left for later.
   */
  retry(
    connection: Connection,
    spec: BackfillSpec,
    layout: BackfillLayout,
    request: { readonly filter: SkippedFilter; readonly limit: number; readonly notWithinMs: number },
  ): Promise<{ readonly fixed: number; readonly gone: number; readonly stillOpen: number }>;
  /** Open rows only; answers how many. */
  waive(
    connection: Connection,
    runId: string,
    filter: SkippedFilter & { readonly keys?: readonly KeyText[] },
  ): Promise<number>;
}
