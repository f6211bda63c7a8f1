import type { DataCheckRun } from "#contracts/data-check.ts";
import type { DataCheckRecord } from "./data-check-repository.ts";

export const toDataCheckRun = ({ at, checks, ...rest }: DataCheckRecord): DataCheckRun => ({
  ...rest,
  at: at.toISOString(),
  checks: checks.map(({ samples, ...check }) => ({ ...check, samples: [...samples] })),
});
