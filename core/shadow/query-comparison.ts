/** A query that matters, before the plan on the target and after it on the shadow. */
export interface QueryPlan {
  readonly cost: number;
  readonly indexes: readonly string[];
  readonly sequentialScans: readonly string[];
}

export interface QueryComparison {
  readonly name: string;
  readonly sql: string;
  /** From the plan document, or from the target's own statistics of statements. */
  readonly source: "plan" | "statistics";
  readonly before: QueryPlan | null;
  readonly after: QueryPlan | null;
  readonly newSequentialScans: readonly string[];
  /** `breaks`: a session that had prepared it gets an error after the plan. */
  readonly prepared: "works" | "breaks" | "not tried";
  readonly notes: readonly string[];
}
