import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import type { OperationSql } from "../operation.ts";
import type { WidenedColumn, WidenedTable } from "./widened-key.ts";

const RANGES: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
};
/** What a value of the old type can be. */
export const rangeOf = ({ column }: WidenedColumn): readonly [string, string] =>
  RANGES[column.type] ?? ["-2147483648", "2147483647"];

/** The one trigger of a widened table, and the function that it runs in each direction. */
export function widenTrigger({ table, columns }: WidenedTable, { tag, number }: Tagged, sql: OperationSql) {
  const name = sql.name(`~~sluice_${tag}`);
  const fn = `sluice.${sql.name(`m${tag}_w${number}`)}`;
  const on = sql.table(table.ref);
  const create = (body: string) =>
    `CREATE OR REPLACE FUNCTION ${fn}() RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body)}`;
  return {
    install: [
      create(toTwins(columns, sql)),
      `GRANT EXECUTE ON FUNCTION ${fn}() TO PUBLIC`,
      `CREATE TRIGGER ${name} BEFORE INSERT OR UPDATE ON ${on} FOR EACH ROW EXECUTE FUNCTION ${fn}()`,
      // Also for rows that an apply worker or a loader writes.
      `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${name}`,
    ],
    remove: [`DROP TRIGGER IF EXISTS ${name} ON ${on}`, `DROP FUNCTION IF EXISTS ${fn}()`],
    /** Replacing the function of a trigger takes no lock on its table. */
    toTwins: create(toTwins(columns, sql)),
    toOld: create(toOld(columns, sql)),
  };
}
interface Tagged {
  readonly tag: string;
  readonly number: number;
}

/** Until the swap: the old column leads, unless only the twin was written. */
const toTwins = (columns: readonly WidenedColumn[], sql: OperationSql): string => {
  const each = columns.map(({ column, twin }) => {
    const [now, then] = [sql.name(column.name), sql.name(twin)];
    const isUnwritten = column.notNull ? `coalesce(NEW.${then}, 0) = 0` : `NEW.${then} IS NULL`;
    const isWritten = `NEW.${then} IS DISTINCT FROM OLD.${then} AND NEW.${now} IS NOT DISTINCT FROM OLD.${now}`;
    const [up, down] = [`NEW.${then} := NEW.${now};`, `NEW.${now} := NEW.${then};`];
    return {
      insert: `    IF ${isUnwritten} THEN ${up} ELSE ${down} END IF;`,
      update: `    IF ${isWritten} THEN ${down} ELSE ${up} END IF;`,
    };
  });
  return `
BEGIN
  IF TG_OP = 'INSERT' THEN
${each.map(({ insert }) => insert).join("\n")}
  ELSE
${each.map(({ update }) => update).join("\n")}
  END IF;
  RETURN NEW;
END `;
};

/** After the swap: a value that the old type cannot hold is NULL there, and no rollback is possible any more. */
const toOld = (columns: readonly WidenedColumn[], sql: OperationSql): string => `
BEGIN
${columns
  .map((it) => {
    const [now, old] = [sql.name(it.column.name), sql.name(it.old)];
    return `  NEW.${old} := CASE WHEN NEW.${now} BETWEEN ${rangeOf(it).join(" AND ")} THEN NEW.${now} END;`;
  })
  .join("\n")}
  RETURN NEW;
END `;
