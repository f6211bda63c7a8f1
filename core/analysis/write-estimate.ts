/** What the planner of a database expects of a statement that writes. */
export interface WriteEstimate {
  readonly rows: number | null;
  /** Tables and partitions that it would read in full, without their schema. */
  readonly scans: readonly string[];
}
