import type { ColumnSpec } from "#core/domain/plan-operation.ts";
import type { OperationContext } from "../operation.ts";
import type { NewColumn } from "./column-rule.ts";

/** A column of its own that a rule computes. @throws DomainError `invalid-plan` for an unknown type. */
export async function newColumn(
  spec: ColumnSpec,
  up: string,
  { catalog }: Pick<OperationContext, "catalog">,
): Promise<NewColumn> {
  return {
    name: spec.name,
    type: await catalog.typeName(spec.type),
    collation: spec.collation ?? null,
    up,
    notNull: spec.notNull ?? false,
    default: spec.default ?? null,
    identity: spec.identity ?? null,
    comment: spec.comment ?? null,
    takesOver: null,
    generated: spec.generated !== undefined,
  };
}
