import type { OperationSql } from "#core/plan/operations/operation.ts";
import { readIndexText } from "./postgres-index-text.ts";
import { quoteText } from "./postgres-names.ts";
import { postgresName } from "./postgres-operation-name.ts";
import { parseTableName } from "./postgres-parse-table-name.ts";
import { columnsOfExpression, renameColumns } from "./postgres-rename-columns.ts";
import { renameInQuery } from "./postgres-rename-in-query.ts";

export const postgresOperationSql: OperationSql = {
  name: postgresName,
  table: ({ schema, name }) =>
    schema === undefined ? postgresName(name) : `${postgresName(schema)}.${postgresName(name)}`,
  text: quoteText,
  parseTable: parseTableName,
  columnsOf: columnsOfExpression,
  renameColumns,
  renameInQuery,
  readIndex: readIndexText,
};
