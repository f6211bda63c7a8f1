import type { Repair } from "#core/domain/plan-operation.ts";
import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import { columnOf } from "../facts/column-of.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { spareFunction, spareTrigger } from "../sql/spare-name.ts";
import { rowFunction } from "./row-function.ts";

/**
 * A trigger that mends rows as old releases write them, so that a new constraint fails none of their statements: where `violates`
 * holds, the columns of `set` get their values. Fires last, for everybody.
 */
export async function repairTrigger(
  { label, violates, set }: { readonly label: string; readonly violates: string } & Repair,
  table: OperationTable,
  context: OperationContext,
): Promise<{ readonly install: string; readonly remove: string }> {
  const { sql } = context;
  const trigger = spareTrigger(context, label);
  const main = spareFunction(context, label, "repair");
  const test = await rowFunction(
    { name: spareFunction(context, label, "violates"), expression: violates, returns: "boolean" },
    table,
    context,
  );
  const columns = Object.keys(set).map((it) => columnOf(table, it));
  const mended = await Promise.all(
    columns.map(async (column) => ({
      column,
      fn: await rowFunction(
        {
          name: spareFunction(context, label, "set", column.name),
          expression: set[column.name] ?? "NULL",
          returns: column.type,
        },
        table,
        context,
      ),
    })),
  );
  const assign = mended.map(({ column, fn }) => `NEW.${sql.name(column.name)} := ${fn.call("written")};`);
  const body = `DECLARE written record := NEW;
BEGIN
  IF current_setting('sluice.backfill', true) = 'on' THEN RETURN NEW; END IF;
  IF ${test.call("NEW")} THEN
    ${assign.join("\n    ")}
  END IF;
  RETURN NEW;
END`;
  const on = sql.table(table.ref);
  return {
    install: [
      ...test.create,
      ...mended.flatMap(({ fn }) => fn.create),
      `CREATE FUNCTION ${main}() RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(`\n${body}\n`)}`,
      `GRANT EXECUTE ON FUNCTION ${main}() TO PUBLIC`,
      `CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${on} FOR EACH ROW EXECUTE FUNCTION ${main}()`,
      // Also for rows that an apply worker or a loader writes under session_replication_role = replica.
      `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${trigger}`,
    ].join(";\n"),
    remove: [
      `DROP TRIGGER ${trigger} ON ${on}`,
      `DROP FUNCTION ${main}()`,
      ...mended.map(({ fn }) => fn.drop),
      test.drop,
    ].join(";\n"),
  };
}
