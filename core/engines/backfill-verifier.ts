import type { BackfillLayout, BackfillSpec, KeyText } from "./backfill-store.ts";
import type { Connection } from "./connection.ts";
import type { TableRef } from "./introspector.ts";

export interface VerifiedPage {
  readonly to: KeyText;
  readonly scanned: number;
  /** Rows that the backfill should have written and that differ, those set aside and still open or waived excepted. */
  readonly differing: number;
  /** Keys of a few of them. */
  readonly sampleKeys: readonly KeyText[];
  readonly last: boolean;
}

/** One side's rows of a key range, independent of their order. NULL has its own marker. */
export interface RangeChecksum {
  readonly rows: number;
  readonly hash: string;
}

/** Compares what is there with what should be; reads only, in short statements. */
export interface BackfillVerifier {
  /** `hi` may be no bound: up to the end. */
  verifyPage(
    connection: Connection,
    spec: BackfillSpec,
    layout: BackfillLayout,
    page: { readonly from: KeyText; readonly hi: KeyText; readonly limit: number },
  ): Promise<VerifiedPage>;
  /** Both sides of a copy over the same key range, read in one snapshot; `next` is the key to go on after. */
  compareCopies(
    connection: Connection,
    copy: {
      readonly from: TableRef;
      readonly to: TableRef;
      /** Column of `to`: expression over the row of `from`. */
      readonly columns: Readonly<Record<string, string>>;
    },
    page: { readonly after: KeyText; readonly limit: number },
  ): Promise<{
    readonly from: RangeChecksum;
    readonly to: RangeChecksum;
    readonly next: KeyText | null;
    /** Of rows that disagree in this range, where it does. */
    readonly sampleKeys: readonly KeyText[];
  }>;
}
