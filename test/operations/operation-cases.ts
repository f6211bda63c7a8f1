import { addColumn } from "./cases/add-column.ts";
import { changeType } from "./cases/change-type.ts";
import { dropColumn } from "./cases/drop-column.ts";
import { handWrittenTypeChange } from "./cases/hand-written-type-change.ts";
import { mergeColumns } from "./cases/merge-columns.ts";
import { removeEnumValue } from "./cases/remove-enum-value.ts";
import { renameColumn } from "./cases/rename-column.ts";
import { reorderEnum } from "./cases/reorder-enum.ts";
import { setNotNull } from "./cases/set-not-null.ts";
import { splitColumn } from "./cases/split-column.ts";
import type { OperationCase } from "./operation-case.ts";

/** Every case that is tried: whole and back, killed at each statement, and under load. */
export const OPERATION_CASES: readonly OperationCase[] = [
  handWrittenTypeChange,
  ...addColumn,
  ...dropColumn,
  ...renameColumn,
  ...changeType,
  ...setNotNull,
  ...splitColumn,
  ...mergeColumns,
  ...removeEnumValue,
  ...reorderEnum,
];
