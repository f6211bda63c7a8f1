import { handWrittenTypeChange } from "./cases/hand-written-type-change.ts";
import { plainCases } from "./cases/plain-cases.ts";
import { widenKeyCase, widenKeyHostileCase } from "./cases/widen-key.ts";
import type { OperationCase } from "./operation-case.ts";

/** Every case that is tried: whole and back, killed at each statement, and under load. */
export const OPERATION_CASES: readonly OperationCase[] = [
  handWrittenTypeChange,
  ...plainCases,
  widenKeyCase,
  widenKeyHostileCase,
];
