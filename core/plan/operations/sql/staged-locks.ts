import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationSql } from "../operation.ts";
import { lockTables } from "./lock-tables.ts";

/**
 * Locks two tables that a foreign key ties, in the order that no client deadlocks with (reference: postgres.md, 1.5): writers are
 * drained first, parent before child, then readers.
 */
export function stagedLocks(parent: TableRef, child: TableRef, sql: OperationSql): string {
  return lockTables([...new Set([sql.table(parent), sql.table(child)])]).join(";\n");
}
