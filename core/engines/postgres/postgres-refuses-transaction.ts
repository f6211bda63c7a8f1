import type { SchemaChange } from "#core/analysis/schema-change.ts";

/** Whether the server refuses it in a transaction block (25001). */
export function refusesTransaction(change: SchemaChange): boolean {
  switch (change.kind) {
    case "create-index":
    case "drop-index":
    case "detach-partition":
      return change.concurrently;
    case "reindex":
      return change.concurrently || change.target === "schema" || change.target === "database";
    case "vacuum":
      return true;
    case "cluster":
      return change.table === null;
    case "drop-object":
      return change.object === "database";
    default:
      return false;
  }
}
