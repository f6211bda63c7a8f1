import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { ConnectOptions } from "#core/engines/connection.ts";
import type { Needs } from "#server/container.ts";
import type { OpenTarget } from "./targets.ts";

/** A session on a database that the plan is for. @throws DomainError `invalid-input` where it is of another engine. */
export async function openForPlan(
  { targets }: Needs<"targets">,
  { engine: dialect }: PlanDocument,
  databaseId: string,
  options: ConnectOptions,
): Promise<OpenTarget> {
  const target = await targets.open(databaseId, options);
  if (target.engine.dialect === dialect) return target;
  await target[Symbol.asyncDispose]();
  const message = `The plan is for ${DIALECT_LABELS[dialect]}, and ${target.databaseName} is ${DIALECT_LABELS[target.engine.dialect]}. Nothing was run. Choose another database.`;
  throw new DomainError("invalid-input", message);
}
