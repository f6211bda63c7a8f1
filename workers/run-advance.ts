import type { Container } from "#server/container.ts";
import { advanceRun } from "#server/rollouts/advance-run.ts";
import { defineProcessor } from "./define-processor.ts";

export const runAdvance = (deps: Container) =>
  defineProcessor("run.advance", ({ runId }, signal) => advanceRun(deps, runId, signal));
