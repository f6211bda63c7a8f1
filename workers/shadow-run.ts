import type { Container } from "#server/container.ts";
import { performShadowRun } from "#server/shadow-runs/perform-shadow-run.ts";
import { defineProcessor } from "./define-processor.ts";

export const shadowRun = (deps: Container) =>
  defineProcessor("shadow.run", ({ shadowRunId }, signal) => performShadowRun(deps, shadowRunId, signal));
