/** `schema.table.column` or `table.column`; `*` stands for every column. */
export interface ColumnName {
  readonly schema: string | null;
  readonly table: string;
  readonly column: string;
}

const PARTS =
  /^(?:(?:"((?:[^"]|"")+)"|([^".\s*;,()]+))\.)?(?:"((?:[^"]|"")+)"|([^".\s*;,()]+))\.(?:"((?:[^"]|"")+)"|([^".\s*;,()]+|\*))$/;

const nameOf = (quoted: string | undefined, plain: string | undefined): string =>
  quoted === undefined ? (plain ?? "").toLowerCase() : quoted.replaceAll('""', '"');

/** As SQL reads names: folded to lower case unless quoted. `null`: it names no column of a table. */
export function parseColumnName(text: string): ColumnName | null {
  const match = PARTS.exec(text.trim());
  if (!match) return null;
  const [, quotedSchema, schema, quotedTable, table, quotedColumn, column] = match;
  const hasSchema = quotedSchema !== undefined || schema !== undefined;
  return {
    schema: hasSchema ? nameOf(quotedSchema, schema) : null,
    table: nameOf(quotedTable, table),
    column: nameOf(quotedColumn, column),
  };
}

/** Whether what an application declares covers the column. Where one of them names no schema, any will do. */
export function coversColumn(declared: ColumnName, asked: ColumnName): boolean {
  const isSameSchema = declared.schema === null || asked.schema === null || declared.schema === asked.schema;
  return (
    isSameSchema && declared.table === asked.table && (declared.column === "*" || declared.column === asked.column)
  );
}
