import { createHash } from "node:crypto";
import type { StepId } from "#core/domain/step-id.ts";

/** Names the trigger and functions of a sync step: the same for the same run and step, whoever asks. 8 hex digits. */
export const syncTag = (runId: string, stepId: StepId): string =>
  createHash("sha256").update(`${runId}/${stepId}`).digest("hex").slice(0, 8);
