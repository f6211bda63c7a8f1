import { dollarQuoted, inParentheses } from "#core/engines/postgres/postgres-names.ts";
import type { OperationColumn, OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { spareFunction, spareTrigger } from "../sql/spare-name.ts";

export interface FillTrigger {
  readonly create: readonly string[];
  readonly drop: readonly string[];
  /** Once the column has another name; nothing else of the trigger depends on it. */
  rename(name: string): string;
}

/** The backfill writes its own values, and puts the old ones back. */
const NOT_BACKFILL = "current_setting('sluice.backfill', true) IS DISTINCT FROM 'on'";

/** Gives a column its value where a writer leaves it NULL. The expression sees the row that is written. */
export async function fillTrigger(
  table: OperationTable,
  column: OperationColumn,
  expression: string,
  context: OperationContext,
): Promise<FillTrigger> {
  const { sql } = context;
  const names = new Set(await sql.columnsOf(expression));
  const inputs = table.columns.filter((it) => names.has(it.name) && it.name !== column.name);
  const of = [table.ref.schema, table.ref.name, column.name];
  const on = sql.table(table.ref);
  const value = spareFunction(context, "value", ...of);
  const fill = spareFunction(context, "fill", ...of);
  // After the trigger of the plan's rules, which may compute what this one reads.
  const trigger = spareTrigger(context, "fill", ...of);
  const call = `${value}(${inputs.map((it) => `NEW.${sql.name(it.name)}`).join(", ")})`;
  const body = (name: string) => `\nBEGIN\n  NEW.${sql.name(name)} := ${call};\n  RETURN NEW;\nEND\n`;
  const definition = (name: string) =>
    `FUNCTION ${fill}() RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body(name))}`;
  return {
    create: [
      `CREATE FUNCTION ${value}(${inputs.map((it) => `${sql.name(it.name)} ${it.type}`).join(", ")}) RETURNS ${column.type} LANGUAGE sql RETURN ${inParentheses(expression)}`,
      `GRANT EXECUTE ON FUNCTION ${value} TO PUBLIC`,
      `CREATE ${definition(column.name)}`,
      `GRANT EXECUTE ON FUNCTION ${fill} TO PUBLIC`,
      `CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${on} FOR EACH ROW WHEN (NEW.${sql.name(column.name)} IS NULL AND ${NOT_BACKFILL}) EXECUTE FUNCTION ${fill}()`,
      `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${trigger}`,
    ],
    drop: [`DROP TRIGGER ${trigger} ON ${on}`, `DROP FUNCTION ${fill}`, `DROP FUNCTION ${value}`],
    rename: (name) => `CREATE OR REPLACE ${definition(name)}`,
  };
}
