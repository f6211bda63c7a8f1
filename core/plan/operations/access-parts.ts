import type { StepDocument } from "#core/domain/plan-document.ts";
import type { ContractStatement } from "./column-twin.ts";
import type { OperationContext } from "./operation.ts";
import type { TableRules } from "./table-rules.ts";

/** What versioned access adds to a table's rules: its views are published before the gate, and change with contract. */
export interface AccessParts {
  readonly publish: readonly StepDocument[];
  /** Of the stages `views-away` and `views-back`. */
  readonly contract: readonly ContractStatement[];
  readonly notes: readonly string[];
}
export type AccessOf = (table: TableRules, context: OperationContext) => Promise<AccessParts>;
