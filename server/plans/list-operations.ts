import type { OperationResponse } from "#contracts/define-operation.ts";
import type * as contract from "#contracts/plan-expansion.ts";
import { OPERATIONS } from "#core/plan/operations/operations.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";

/** The ready-made operations in the order of the picker. */
export function listOperations(input: { readonly actor: Actor }): OperationResponse<typeof contract.listOperations> {
  assertCan(input.actor, "migration.read");
  const items = Object.values(OPERATIONS).map(({ name, engines, title, summary, keywords, locks, undo, example }) => ({
    name,
    engines: [...engines],
    title,
    summary,
    keywords: [...keywords],
    locks,
    undo,
    example: { ...example },
  }));
  return { items };
}
