import type { RestoreResult } from "#core/engines/backfill-store.ts";
import type { StepProgress } from "./run-record.ts";

type Kept = NonNullable<StepProgress["restored"]>;

/** Counts what an undo has put back, over workers that took turns. */
export class RestoredRows {
  #rows: number;
  #left: number;
  /** A worker died before it could write its last count down. */
  readonly #isAtLeast: boolean;
  readonly #changed: number;

  constructor(before: Kept | undefined, changed: number) {
    this.#rows = before?.rows ?? 0;
    this.#left = before?.left ?? 0;
    this.#isAtLeast = before !== undefined && !before.isExact;
    this.#changed = changed;
  }

  add({ restored, left }: RestoreResult): void {
    this.#rows += restored;
    this.#left += left;
  }

  /** `under way`: more may be done before this is written again. */
  progress(standing: "under way" | "at rest"): StepProgress {
    const share = this.#changed === 0 ? null : Math.min(0.999, (this.#rows + this.#left) / this.#changed);
    const isExact = standing === "at rest" && !this.#isAtLeast;
    const restored = { rows: this.#rows, left: this.#left, isExact };
    return { message: `Putting old values back: ${this.summary}`, fraction: share, restored };
  }

  get summary(): string {
    const put = `${this.#isAtLeast ? "at least " : ""}${rowsText(this.#rows)} put back`;
    if (this.#left === 0) return put;
    const stay = this.#left === 1 ? "was changed or deleted since and stays" : "were changed or deleted since and stay";
    return `${put}; ${rowsText(this.#left)} ${stay}`;
  }
}

const rowsText = (rows: number): string => `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`;
