import type { QueryPlan, SampledQuery } from "#core/engines/shadow.ts";

/** A query that matters, before the plan on the target and after it on the shadow. */
export interface QueryComparison extends SampledQuery {
  readonly before: QueryPlan | null;
  readonly after: QueryPlan | null;
  readonly newSequentialScans: readonly string[];
  /** `breaks`: a session that had prepared it gets an error after the plan. */
  readonly prepared: "works" | "breaks" | "not tried";
  readonly notes: readonly string[];
}
