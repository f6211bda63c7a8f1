import type { OperationName } from "#core/domain/plan-operation.ts";
import { addCheck } from "./add-check.ts";
import { addColumn } from "./add-column.ts";
import { addEnumValue } from "./add-enum-value.ts";
import { addExclusion } from "./add-exclusion.ts";
import { addForeignKey } from "./add-foreign-key.ts";
import { addPrimaryKey } from "./add-primary-key.ts";
import { addUnique } from "./add-unique.ts";
import { changeType } from "./change-type.ts";
import { comment } from "./comment.ts";
import { createIndex } from "./create-index.ts";
import { createTable } from "./create-table.ts";
import { dropColumn } from "./drop-column.ts";
import { dropConstraint } from "./drop-constraint.ts";
import { dropDefault } from "./drop-default.ts";
import { dropIndex } from "./drop-index.ts";
import { dropNotNull } from "./drop-not-null.ts";
import { dropTable } from "./drop-table.ts";
import { mergeColumns } from "./merge-columns.ts";
import { moveColumn } from "./move-column.ts";
import type { Operation } from "./operation.ts";
import { partitionTable } from "./partition-table.ts";
import { removeEnumValue } from "./remove-enum-value.ts";
import { renameColumn } from "./rename-column.ts";
import { renameConstraint } from "./rename-constraint.ts";
import { renameEnumValue } from "./rename-enum-value.ts";
import { renameTable } from "./rename-table.ts";
import { reorderEnum } from "./reorder-enum.ts";
import { replaceIndex } from "./replace-index.ts";
import { replaceMaterializedView } from "./replace-materialized-view.ts";
import { replaceView } from "./replace-view.ts";
import { setDefault } from "./set-default.ts";
import { setNotNull } from "./set-not-null.ts";
import { setReplicaIdentity } from "./set-replica-identity.ts";
import { splitColumn } from "./split-column.ts";
import { sql } from "./sql.ts";
import { widenKey } from "./widen-key.ts";

/** Every operation, in the order in which the picker and the docs show them. */
export const OPERATIONS: { readonly [N in OperationName]?: Operation<N> } = {
  "create-table": createTable,
  "drop-table": dropTable,
  "rename-table": renameTable,
  "add-column": addColumn,
  "drop-column": dropColumn,
  "rename-column": renameColumn,
  "change-type": changeType,
  "set-not-null": setNotNull,
  "drop-not-null": dropNotNull,
  "set-default": setDefault,
  "drop-default": dropDefault,
  comment,
  "add-check": addCheck,
  "add-unique": addUnique,
  "add-primary-key": addPrimaryKey,
  "add-foreign-key": addForeignKey,
  "add-exclusion": addExclusion,
  "drop-constraint": dropConstraint,
  "rename-constraint": renameConstraint,
  "create-index": createIndex,
  "drop-index": dropIndex,
  "replace-index": replaceIndex,
  "split-column": splitColumn,
  "merge-columns": mergeColumns,
  "move-column": moveColumn,
  "add-enum-value": addEnumValue,
  "rename-enum-value": renameEnumValue,
  "remove-enum-value": removeEnumValue,
  "reorder-enum": reorderEnum,
  "widen-key": widenKey,
  "partition-table": partitionTable,
  "set-replica-identity": setReplicaIdentity,
  "replace-view": replaceView,
  "replace-materialized-view": replaceMaterializedView,
  sql,
};
