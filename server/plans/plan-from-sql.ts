import type { OperationResponse } from "#contracts/define-operation.ts";
import type * as contract from "#contracts/plan.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import { planFromSql as draftPlan } from "#core/plan/plan-from-sql.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";

/** Makes a plan document of an SQL script. @throws DomainError `invalid-plan` with line and column in the script. */
export async function planFromSql(
  deps: Needs<"targets">,
  input: {
    readonly actor: Actor;
    readonly sql: string;
    readonly engine: Dialect;
    readonly name?: string | undefined;
    readonly title?: string | undefined;
  },
): Promise<OperationResponse<typeof contract.planFromSql>> {
  assertCan(input.actor, "migration.read");
  const { source, placed, unplaced } = await draftPlan(deps.targets.engine(input.engine).statements, input);
  return { source, placed: [...placed], unplaced: [...unplaced] };
}
