import type { ForecastVerdict } from "#core/domain/forecast.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { StepState } from "#core/domain/step-state.ts";
import type { StepForecast } from "./forecast-step.ts";

/** A step of a run as it was timed. */
export interface TimedStep {
  readonly stepId: StepId;
  readonly state: StepState;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface ComparedStep {
  readonly forecast: StepForecast;
  /** `null` while it is not over. */
  readonly actualSeconds: number | null;
  readonly verdict: ForecastVerdict;
}

export const secondsOf = ({ startedAt, finishedAt }: Pick<TimedStep, "startedAt" | "finishedAt">): number | null =>
  startedAt && finishedAt ? Math.max(0, (finishedAt.getTime() - startedAt.getTime()) / 1000) : null;

/** Each step's forecast beside what it took. */
export function compareForecast(
  forecasts: readonly StepForecast[],
  steps: readonly TimedStep[],
): readonly ComparedStep[] {
  return forecasts.map((forecast) => {
    const step = steps.find(({ stepId }) => stepId === forecast.step);
    const actualSeconds = step?.state === "succeeded" ? secondsOf(step) : null;
    return { forecast, actualSeconds, verdict: verdictOf(forecast, step, actualSeconds) };
  });
}

function verdictOf({ seconds }: StepForecast, step: TimedStep | undefined, actual: number | null): ForecastVerdict {
  if (actual === null) return step?.startedAt && !step.finishedAt ? "under way" : "not run";
  if (!seconds) return "no forecast";
  if (actual > seconds.high) return "slower";
  return actual < seconds.low ? "faster" : "within";
}
