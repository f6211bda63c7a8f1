import type { BackfillSpec, KeyText } from "./backfill-store.ts";
import type { Connection } from "./connection.ts";

export interface DryRunRange {
  readonly from: KeyText;
  readonly to: KeyText;
  readonly rows: number;
  readonly changed: number;
  readonly ms: number;
  /** `null` where the engine cannot tell. */
  readonly walBytes: number | null;
}

export interface DryRunResult {
  /** `in place`: the statement ran on the table and was rolled back. `on a copy`: the column is not there yet, so a
   * copy of the sampled rows with the table's indexes was written and rolled back. */
  readonly where: "in place" | "on a copy";
  readonly key: string;
  readonly statement: string;
  /** The server's plan of one batch, line by line. */
  readonly plan: readonly string[];
  readonly ranges: readonly DryRunRange[];
  readonly rowEstimate: number | null;
  /** Rows a second without pauses, as a range. */
  readonly rowsPerSecond: { readonly low: number; readonly high: number } | null;
  readonly walBytesPerRow: number | null;
  /** Lock modes taken on the table, in the engine's words. */
  readonly locks: readonly string[];
  readonly longestMs: number;
  /** Of the whole table without pauses. */
  readonly seconds: { readonly low: number; readonly high: number } | null;
  /** Disk that the whole run may need before vacuum can reuse it, and its WAL. */
  readonly diskBytes: number | null;
  readonly walBytes: number | null;
  readonly warnings: readonly string[];
}

/** Executes sampled ranges and rolls them back; never touches checkpoints. */
export interface DryRun {
  run(
    connection: Connection,
    spec: BackfillSpec,
    request: {
      readonly ranges: number;
      readonly rows: number;
      /** Types of columns that earlier steps of the plan add: column to type. */
      readonly added: Readonly<Record<string, string>>;
    },
  ): Promise<DryRunResult>;
}
