import { addExclusionCase } from "./cases/add-exclusion.ts";
import { handWrittenTypeChange } from "./cases/hand-written-type-change.ts";
import { moveColumnCase } from "./cases/move-column.ts";
import { partitionHashCase, partitionRangeCase } from "./cases/partition-table.ts";
import { widenKeyCase, widenKeyHostileCase } from "./cases/widen-key.ts";
import type { OperationCase } from "./operation-case.ts";

/** Every case that is tried: whole and back, killed at each statement, and under load. */
export const OPERATION_CASES: readonly OperationCase[] = [
  handWrittenTypeChange,
  widenKeyCase,
  widenKeyHostileCase,
  partitionRangeCase,
  partitionHashCase,
  addExclusionCase,
  moveColumnCase,
];
