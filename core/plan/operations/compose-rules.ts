import { DomainError } from "#core/domain/domain-error.ts";
import type { Phase } from "#core/domain/phase.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import type { VersionedAccess } from "#core/domain/plan-operation.ts";
import type { ColumnRule } from "./column-rule.ts";
import type { OperationContext } from "./operation.ts";

export type PhasesOf = { readonly [P in Phase]?: readonly StepDocument[] };

/** One trigger, one backfill and one contract transaction a table, of all rules on it. */
export async function composeRules(
  rules: readonly ColumnRule[],
  _context: OperationContext,
  _access: VersionedAccess | null,
): Promise<PhasesOf> {
  if (rules.length === 0) return {};
  throw new DomainError("unsupported", "Rules of columns cannot be composed yet. Nothing was changed.");
}
