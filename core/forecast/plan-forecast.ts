import type { Seconds } from "#core/domain/forecast.ts";
import type { BestWindow } from "./best-window.ts";
import type { StepForecast } from "./forecast-step.ts";

/** What a plan will take on a database, as it was known at a time. */
export interface PlanForecast {
  readonly steps: readonly StepForecast[];
  /** Of all steps whose time can be told. */
  readonly seconds: Seconds;
  /** Needed at once, at most: steps run one after another. */
  readonly diskBytes: number | null;
  /** In all. */
  readonly walBytes: number | null;
  readonly window: BestWindow | null;
  /** Transactions that are open for long now; each lock that a step asks for waits for them. */
  readonly longTransactions: number;
  /** What could not be seen. */
  readonly gaps: readonly string[];
}

export function planForecast(
  steps: readonly StepForecast[],
  around: Pick<PlanForecast, "window" | "longTransactions" | "gaps">,
): PlanForecast {
  const low = steps.reduce((sum, it) => sum + (it.seconds?.low ?? 0), 0);
  const high = steps.reduce((sum, it) => sum + (it.seconds?.high ?? 0), 0);
  const disk = steps.map((it) => it.diskBytes);
  const wal = steps.map((it) => it.walBytes);
  return {
    steps,
    seconds: { low, high },
    diskBytes: disk.includes(null) ? null : Math.max(0, ...disk.map((it) => it ?? 0)),
    walBytes: wal.includes(null) ? null : wal.reduce<number>((sum, it) => sum + (it ?? 0), 0),
    ...around,
  };
}
