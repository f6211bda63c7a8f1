import type { DryRun } from "#contracts/dry-run.ts";
import type { DryRunRecord } from "./dry-run-repository.ts";

export const toDryRun = ({ at, result, ...rest }: DryRunRecord): DryRun => ({
  ...rest,
  at: at.toISOString(),
  result: {
    ...result,
    plan: [...result.plan],
    ranges: [...result.ranges],
    locks: [...result.locks],
    warnings: [...result.warnings],
  },
});
