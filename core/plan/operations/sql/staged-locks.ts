import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationSql } from "../operation.ts";

/**
 * Locks two tables that a foreign key ties, in the order that no client deadlocks with (reference: postgres.md, 1.5): writers are
 * drained first, parent before child, then readers.
 */
export function stagedLocks(parent: TableRef, child: TableRef, sql: OperationSql): string {
  const names = [...new Set([sql.table(parent), sql.table(child)])].join(", ");
  return `LOCK TABLE ${names} IN SHARE ROW EXCLUSIVE MODE;\nLOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE`;
}
