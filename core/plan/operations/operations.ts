import type { OperationName } from "#core/domain/plan-operation.ts";
import { addExclusion } from "./add-exclusion.ts";
import { changeType } from "./change-type.ts";
import { mergeColumns } from "./merge-columns.ts";
import { moveColumn } from "./move-column.ts";
import type { Operation } from "./operation.ts";
import { partitionTable } from "./partition-table.ts";
import { renameColumn } from "./rename-column.ts";
import { setDefault } from "./set-default.ts";
import { splitColumn } from "./split-column.ts";
import { widenKey } from "./widen-key.ts";

/** Every operation, in the order in which the picker and the docs show them. */
export const OPERATIONS: { readonly [N in OperationName]?: Operation<N> } = {
  "rename-column": renameColumn,
  "change-type": changeType,
  "set-default": setDefault,
  "split-column": splitColumn,
  "merge-columns": mergeColumns,
  "move-column": moveColumn,
  "widen-key": widenKey,
  "partition-table": partitionTable,
  "add-exclusion": addExclusion,
};
