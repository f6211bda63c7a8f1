import { inParentheses } from "#core/engines/postgres/postgres-names.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";

export interface RowFunction {
  /** Statements that make it. */
  readonly create: readonly string[];
  readonly drop: string;
  /** Called for a row of that name, such as NEW. */
  call(row: string): string;
}

/**
 * An expression over a row as an SQL function of the columns that it names: the server reads it once, when it is made, and no
 * search_path of a client changes what it means (reference: postgres.md, 3.1).
 */
export async function rowFunction(
  { name, expression, returns }: { readonly name: string; readonly expression: string; readonly returns: string },
  table: OperationTable,
  { sql }: Pick<OperationContext, "sql">,
): Promise<RowFunction> {
  const used = await sql.columnsOf(expression);
  const inputs = table.columns.filter((it) => used.includes(it.name));
  const signature = `${name}(${inputs.map(({ type }) => type).join(", ")})`;
  const parameters = inputs.map((it) => `${sql.name(it.name)} ${it.type}`).join(", ");
  return {
    create: [
      `CREATE FUNCTION ${name}(${parameters}) RETURNS ${returns} LANGUAGE sql RETURN ${inParentheses(expression)}`,
      `GRANT EXECUTE ON FUNCTION ${signature} TO PUBLIC`,
    ],
    drop: `DROP FUNCTION ${signature}`,
    call: (row) => `${name}(${inputs.map((it) => `${row}.${sql.name(it.name)}`).join(", ")})`,
  };
}
