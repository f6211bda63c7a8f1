import type { SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import type { ContractStatement } from "./column-twin.ts";
import type { OperationCatalog } from "./operation.ts";
import type { Widening } from "./widen-steps.ts";

/** What hangs on the widened columns besides keys, foreign keys and sequences: indexes, checks, grants, views, … */
export async function twinsOfWidened(_widening: Widening, _catalog: OperationCatalog): Promise<WidenedTwins> {
  return { settings: [], verify: [], contract: [], notes: [] };
}
interface WidenedTwins {
  readonly settings: readonly SqlStep[];
  readonly verify: readonly StepDocument[];
  readonly contract: readonly ContractStatement[];
  readonly notes: readonly string[];
}
