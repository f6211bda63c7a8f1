import type { ColumnSpec } from "#core/domain/plan-operation.ts";
import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { objectName } from "../sql/object-name.ts";
import type { ColumnRule } from "./column-rule.ts";
import { newColumn } from "./new-column.ts";
import { rowFunction } from "./row-function.ts";

/**
 * A stored generated column would rewrite the table, and its expression cannot be attached later without one (reference:
 * postgres.md, 2.1 R). So rows are filled like any computed column, and contract leaves a trigger of the table's own that gives the
 * column its value at every write, whatever a client writes there.
 */
export async function generatedColumn(
  table: OperationTable,
  spec: ColumnSpec & { readonly generated: string },
  from: string,
  context: OperationContext,
): Promise<ColumnRule> {
  const { sql } = context;
  const { schema, name: tableName } = table.ref;
  const column = await newColumn(spec, spec.generated, context);
  const on = sql.table(table.ref);
  const value = await rowFunction(
    {
      name: sql.table({ schema, name: objectName(tableName, [spec.name], "value") }),
      expression: spec.generated,
      returns: column.type,
    },
    table,
    context,
  );
  const fill = sql.table({ schema, name: objectName(tableName, [spec.name], "generated") });
  // After triggers that change what it is computed from.
  const trigger = sql.name(objectName("~", [spec.name], "generated"));
  const body = `\nBEGIN\n  NEW.${sql.name(spec.name)} := ${value.call("NEW")};\n  RETURN NEW;\nEND\n`;
  return {
    table,
    from,
    old: [],
    new: [column],
    soak: null,
    contract: [
      {
        stage: "settings",
        ignore: { rule: "grant-too-wide", reason: "The column is computed with the rights of whoever writes the row." },
        sql: [
          ...value.create,
          `CREATE FUNCTION ${fill}() RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body)}`,
          `GRANT EXECUTE ON FUNCTION ${fill}() TO PUBLIC`,
          `CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${on} FOR EACH ROW EXECUTE FUNCTION ${fill}()`,
          `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${trigger}`,
        ].join(";\n"),
        mirror: [`DROP TRIGGER ${trigger} ON ${on}`, `DROP FUNCTION ${fill}()`, value.drop].join(";\n"),
      },
    ],
  };
}
