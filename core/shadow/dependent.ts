import type { Fate } from "#core/domain/fate.ts";
import type { StepId } from "#core/domain/step-id.ts";

/** Something that depends on a table or column that the plan changes. */
export interface Dependent {
  /** `view`, `trigger`, `foreign key`, … */
  readonly kind: string;
  readonly name: string;
  /** The table, or `table.column`, that it depends on. */
  readonly on: string;
  readonly fate: Fate;
  /** One sentence: what happens, and what must be done about it. */
  readonly why: string;
  readonly stepId: StepId | null;
}
