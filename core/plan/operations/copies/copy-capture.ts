import type { TableRef } from "#core/engines/introspector.ts";
import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import type { OperationSql } from "../operation.ts";
import { trustedPath } from "../sql/trusted-path.ts";
import { type TableCopy, writtenColumns } from "./table-copy.ts";

export interface Capture {
  /** Making a function locks no table. */
  readonly functions: readonly string[];
  readonly triggers: readonly string[];
  readonly dropTriggers: readonly string[];
  readonly dropFunctions: readonly string[];
}

/**
 * Triggers that carry every write on one table to the other, in the writer's transaction. They run with the rights of whoever
 * made them, since a writer needs none on the copy; no name in them depends on a search_path.
 */
export function captureOf(
  copy: TableCopy,
  { from, to, number }: { readonly from: TableRef; readonly to: TableRef; readonly number: number },
  sql: OperationSql,
): Capture {
  const on = sql.table(from);
  const target = sql.table(to);
  const [rows, all] = ["r", "t"].map((kind) => `sluice.${sql.name(`m${copy.tag}_${kind}${number}`)}`);
  const [rowTrigger, allTrigger] = ["r", "t"].map((kind) => sql.name(`~~sluice_${copy.tag}_${kind}`));
  const keys = copy.table.columns.filter(({ name }) => copy.key.includes(name));
  const path = trustedPath(keys.map(({ type }) => type));
  const create = (fn: string | undefined, body: string) => [
    `CREATE FUNCTION ${fn}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${path} AS ${dollarQuoted(body)}`,
    // It is fired without a right to it; with one, anybody could make it write from a table of their own.
    `REVOKE EXECUTE ON FUNCTION ${fn}() FROM PUBLIC`,
  ];
  return {
    functions: [
      ...create(rows, rowBody(copy, target, sql)),
      ...create(all, `\nBEGIN\n  TRUNCATE ${target};\n  RETURN NULL;\nEND `),
    ],
    triggers: [
      `CREATE TRIGGER ${rowTrigger} AFTER INSERT OR UPDATE OR DELETE ON ${on} FOR EACH ROW EXECUTE FUNCTION ${rows}()`,
      `CREATE TRIGGER ${allTrigger} AFTER TRUNCATE ON ${on} FOR EACH STATEMENT EXECUTE FUNCTION ${all}()`,
      // Also for rows that an apply worker or a loader writes.
      `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${rowTrigger}`,
      `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${allTrigger}`,
    ],
    dropTriggers: [`DROP TRIGGER IF EXISTS ${rowTrigger} ON ${on}`, `DROP TRIGGER IF EXISTS ${allTrigger} ON ${on}`],
    dropFunctions: [rows, all].map((it) => `DROP FUNCTION IF EXISTS ${it}()`),
  };
}

/** A row that was not copied yet is copied by its first UPDATE, whoever makes it: the backfill is one. */
function rowBody(copy: TableCopy, target: string, sql: OperationSql): string {
  const written = writtenColumns(copy);
  const names = written.map(({ name }) => sql.name(name));
  const values = (of: readonly string[]) => of.map((it) => `NEW.${it}`).join(", ");
  // The server lets nobody update an identity that is always generated.
  const updated = written.filter(({ identity }) => identity !== "always").map(({ name }) => sql.name(name));
  const isOld = copy.key.map((it) => `t.${sql.name(it)} = OLD.${sql.name(it)}`).join(" AND ");
  const insert = `INSERT INTO ${target} (${names.join(", ")}) OVERRIDING SYSTEM VALUE VALUES (${values(names)});`;
  return `
BEGIN
  IF TG_OP = 'INSERT' THEN
    ${insert}
  ELSIF TG_OP = 'DELETE' THEN
    DELETE FROM ${target} AS t WHERE ${isOld};
  ELSE
    UPDATE ${target} AS t SET (${updated.join(", ")}) = ROW(${values(updated)}) WHERE ${isOld};
    IF NOT FOUND THEN
      ${insert}
    END IF;
  END IF;
  RETURN NULL;
END `;
}
