import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { readJson } from "./postgres-operation-json.ts";
import { nodeOf } from "./postgres-syntax.ts";
import { parseSql, SqlText } from "./postgres-text.ts";

const LOCK_MS = 500;
const COLUMNS = `SELECT json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) AS fact FROM pg_attribute a
  WHERE a.attrelid = 'pg_temp.sluice_query'::regclass AND a.attnum > 0 ORDER BY a.attnum`;

/** What columns a query answers: a temporary view of it is made and rolled back. */
export async function columnsOfQuery(
  connection: Connection,
  query: string,
): Promise<readonly { readonly name: string; readonly type: string }[]> {
  const [only, ...others] = await parseSql(new SqlText(query));
  if (!only || others.length > 0 || only.kind !== "SelectStmt" || nodeOf(only.body, "intoClause")) {
    throw new DomainError("invalid-plan", "Here stands one query, such as SELECT …. Nothing was changed.");
  }
  await connection.query(`BEGIN; SET LOCAL lock_timeout = ${LOCK_MS}`);
  try {
    await connection.query(`CREATE TEMP VIEW sluice_query AS ${query}`);
    return await readJson(connection, COLUMNS, []);
  } catch (error) {
    const kind = postgresErrors.classify(error);
    if (kind !== "schema-moved" && kind !== "poison") throw error;
    const { code, message } = postgresErrors.describe(error);
    throw new DomainError(
      "invalid-plan",
      `PostgreSQL cannot read the query: ${message} (${code}). Nothing was changed.`,
      {
        cause: error,
      },
    );
  } finally {
    await connection.query("ROLLBACK").catch(() => connection.close());
  }
}
