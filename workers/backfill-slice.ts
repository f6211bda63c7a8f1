import { executeSlice } from "#server/backfills/execute-slice.ts";
import type { Container } from "#server/container.ts";
import { defineProcessor } from "./define-processor.ts";

export const backfillSlice = (deps: Container) =>
  defineProcessor("backfill.slice", ({ shardId }, signal) => executeSlice(deps, shardId, signal));
