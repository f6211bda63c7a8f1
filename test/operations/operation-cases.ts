import { addCheck } from "./cases/add-check.ts";
import { addColumn } from "./cases/add-column.ts";
import { addEnumValue } from "./cases/add-enum-value.ts";
import { addExclusionCase } from "./cases/add-exclusion.ts";
import { addForeignKey } from "./cases/add-foreign-key.ts";
import { addPrimaryKey } from "./cases/add-primary-key.ts";
import { addUnique } from "./cases/add-unique.ts";
import { changeType } from "./cases/change-type.ts";
import { comment } from "./cases/comment.ts";
import { createIndex } from "./cases/create-index.ts";
import { createTable } from "./cases/create-table.ts";
import { dropColumn } from "./cases/drop-column.ts";
import { dropConstraint } from "./cases/drop-constraint.ts";
import { dropDefault } from "./cases/drop-default.ts";
import { dropIndex } from "./cases/drop-index.ts";
import { dropNotNull } from "./cases/drop-not-null.ts";
import { dropTable } from "./cases/drop-table.ts";
import { handWrittenTypeChange } from "./cases/hand-written-type-change.ts";
import { mergeColumns } from "./cases/merge-columns.ts";
import { moveColumnCase, moveColumnHostileCase } from "./cases/move-column.ts";
import { partitionHashCase, partitionListCase, partitionRangeCase } from "./cases/partition-table.ts";
import { removeEnumValue } from "./cases/remove-enum-value.ts";
import { renameColumn } from "./cases/rename-column.ts";
import { renameConstraint } from "./cases/rename-constraint.ts";
import { renameEnumValue } from "./cases/rename-enum-value.ts";
import { renameTable } from "./cases/rename-table.ts";
import { reorderEnum } from "./cases/reorder-enum.ts";
import { replaceIndex } from "./cases/replace-index.ts";
import { replaceMaterializedView } from "./cases/replace-materialized-view.ts";
import { replaceView } from "./cases/replace-view.ts";
import { setDefault } from "./cases/set-default.ts";
import { setNotNull } from "./cases/set-not-null.ts";
import { setReplicaIdentity } from "./cases/set-replica-identity.ts";
import { splitColumn } from "./cases/split-column.ts";
import { sql } from "./cases/sql.ts";
import { widenKeyCase, widenKeyHostileCase } from "./cases/widen-key.ts";
import type { OperationCase } from "./operation-case.ts";

/** Every case that is tried: whole and back, killed at each statement, and under load. */
export const OPERATION_CASES: readonly OperationCase[] = [
  handWrittenTypeChange,
  ...createTable,
  ...dropTable,
  ...renameTable,
  ...addColumn,
  ...dropColumn,
  ...renameColumn,
  ...changeType,
  ...setNotNull,
  ...dropNotNull,
  ...setDefault,
  ...dropDefault,
  ...comment,
  ...addCheck,
  ...addUnique,
  ...addPrimaryKey,
  ...addForeignKey,
  addExclusionCase,
  ...dropConstraint,
  ...renameConstraint,
  ...createIndex,
  ...dropIndex,
  ...replaceIndex,
  ...splitColumn,
  ...mergeColumns,
  moveColumnCase,
  moveColumnHostileCase,
  ...addEnumValue,
  ...renameEnumValue,
  ...removeEnumValue,
  ...reorderEnum,
  widenKeyCase,
  widenKeyHostileCase,
  partitionRangeCase,
  partitionHashCase,
  partitionListCase,
  ...setReplicaIdentity,
  ...replaceView,
  ...replaceMaterializedView,
  ...sql,
];
