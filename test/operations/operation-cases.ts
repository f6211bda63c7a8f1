import { handWrittenTypeChange } from "./cases/hand-written-type-change.ts";
import type { OperationCase } from "./operation-case.ts";

/** Every case that is tried: whole and back, killed at each statement, and under load. */
export const OPERATION_CASES: readonly OperationCase[] = [handWrittenTypeChange];
