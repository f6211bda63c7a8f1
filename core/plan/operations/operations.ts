import type { OperationName } from "#core/domain/plan-operation.ts";
import type { Operation } from "./operation.ts";
import { setDefault } from "./set-default.ts";
import { widenKey } from "./widen-key.ts";

/** Every operation, in the order in which the picker and the docs show them. */
export const OPERATIONS: { readonly [N in OperationName]?: Operation<N> } = {
  "set-default": setDefault,
  "widen-key": widenKey,
};
