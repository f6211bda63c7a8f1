import { type Calibration, learn, UNCALIBRATED } from "./calibration.ts";
import { secondsOf, type TimedStep } from "./compare-forecast.ts";
import type { StepForecast } from "./forecast-step.ts";

/** A step that was tried again, or waited for a person, says nothing of how long its work takes. */
export interface LearnableStep extends TimedStep {
  readonly attempt: number;
}

/** The calibrations of a database after one more run on it. */
export function learnFromRun(
  before: ReadonlyMap<string, Calibration>,
  forecasts: readonly StepForecast[],
  steps: readonly LearnableStep[],
): ReadonlyMap<string, Calibration> {
  const after = new Map(before);
  for (const forecast of forecasts) {
    const step = steps.find(({ stepId }) => stepId === forecast.step);
    const actual = step?.state === "succeeded" && step.attempt <= 1 ? secondsOf(step) : null;
    if (actual === null || forecast.assumedSeconds === null) continue;
    const key = forecast.workKey;
    after.set(key, learn(after.get(key) ?? UNCALIBRATED, { expected: forecast.assumedSeconds, actual }));
  }
  return after;
}
