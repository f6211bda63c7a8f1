import type { OperationCase } from "../operation-case.ts";
import { addCheck } from "./add-check.ts";
import { addEnumValue } from "./add-enum-value.ts";
import { addForeignKey } from "./add-foreign-key.ts";
import { addPrimaryKey } from "./add-primary-key.ts";
import { addUnique } from "./add-unique.ts";
import { comment } from "./comment.ts";
import { createIndex } from "./create-index.ts";
import { createTable } from "./create-table.ts";
import { dropConstraint } from "./drop-constraint.ts";
import { dropDefault } from "./drop-default.ts";
import { dropIndex } from "./drop-index.ts";
import { dropNotNull } from "./drop-not-null.ts";
import { dropTable } from "./drop-table.ts";
import { renameConstraint } from "./rename-constraint.ts";
import { renameEnumValue } from "./rename-enum-value.ts";
import { renameTable } from "./rename-table.ts";
import { replaceIndex } from "./replace-index.ts";
import { replaceMaterializedView } from "./replace-materialized-view.ts";
import { replaceView } from "./replace-view.ts";
import { setDefault } from "./set-default.ts";
import { setReplicaIdentity } from "./set-replica-identity.ts";
import { sql } from "./sql.ts";

/** Operations that work on a schema as it is, without columns computed from others. */
export const plainCases: readonly OperationCase[] = [
  ...createTable,
  ...renameTable,
  ...dropTable,
  ...dropNotNull,
  ...setDefault,
  ...dropDefault,
  ...comment,
  ...addCheck,
  ...addUnique,
  ...addPrimaryKey,
  ...addForeignKey,
  ...dropConstraint,
  ...renameConstraint,
  ...createIndex,
  ...dropIndex,
  ...replaceIndex,
  ...addEnumValue,
  ...renameEnumValue,
  ...setReplicaIdentity,
  ...replaceView,
  ...replaceMaterializedView,
  ...sql,
];
