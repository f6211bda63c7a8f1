/** Hints over Redis pub/sub that the intent of a run or backfill changed: readers look at the row. */
export interface RunSignals {
  nudge(id: string): Promise<void>;
  onNudge(id: string, listener: () => void): Promise<Disposable>;
}
