import type { OperationName } from "#core/domain/plan-operation.ts";
import { addColumn } from "./add-column.ts";
import { changeType } from "./change-type.ts";
import { dropColumn } from "./drop-column.ts";
import { mergeColumns } from "./merge-columns.ts";
import type { Operation } from "./operation.ts";
import { removeEnumValue } from "./remove-enum-value.ts";
import { renameColumn } from "./rename-column.ts";
import { reorderEnum } from "./reorder-enum.ts";
import { setDefault } from "./set-default.ts";
import { setNotNull } from "./set-not-null.ts";
import { splitColumn } from "./split-column.ts";
import { widenKey } from "./widen-key.ts";

/** Every operation, in the order in which the picker and the docs show them. */
export const OPERATIONS: { readonly [N in OperationName]?: Operation<N> } = {
  "add-column": addColumn,
  "drop-column": dropColumn,
  "rename-column": renameColumn,
  "change-type": changeType,
  "set-not-null": setNotNull,
  "set-default": setDefault,
  "split-column": splitColumn,
  "merge-columns": mergeColumns,
  "remove-enum-value": removeEnumValue,
  "reorder-enum": reorderEnum,
  "widen-key": widenKey,
};
