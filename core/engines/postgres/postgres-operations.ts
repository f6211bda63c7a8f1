import type { OperationReader } from "../operation-reader.ts";
import { postgresOperationCatalog } from "./postgres-operation-catalog.ts";
import { postgresOperationSql } from "./postgres-operation-sql.ts";

/** Catalog and SQL of ready-made operations on PostgreSQL 14 to 18. */
export const postgresOperations: OperationReader = { catalog: postgresOperationCatalog, sql: postgresOperationSql };
