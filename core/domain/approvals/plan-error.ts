/** A finding of severity error that nobody suppressed, as a refusal names it. */
export interface PlanError {
  readonly rule: string;
  /** `null`: it is about the plan as a whole. */
  readonly step: string | null;
}
