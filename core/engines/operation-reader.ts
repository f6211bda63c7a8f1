import type { OperationCatalog, OperationSql } from "#core/plan/operations/operation.ts";
import type { Connection } from "./connection.ts";

/** What ready-made operations read of a target, and how its SQL is written. */
export interface OperationReader {
  catalog(connection: Connection): OperationCatalog;
  readonly sql: OperationSql;
}
