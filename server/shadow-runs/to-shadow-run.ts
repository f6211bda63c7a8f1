import { type ShadowRun, shadowRun } from "#contracts/shadow-run.ts";
import type { ShadowRunRecord } from "./shadow-run-repository.ts";

/** Parsed, since the report was written by another version perhaps. */
export const toShadowRun = ({ migrationId: _migrationId, at, endedAt, ...rest }: ShadowRunRecord): ShadowRun =>
  shadowRun.parse({ ...rest, at: at.toISOString(), endedAt: endedAt?.toISOString() ?? null });
