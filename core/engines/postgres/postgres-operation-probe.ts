import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable } from "#core/plan/operations/facts/table-facts.ts";
import type { TriedTypeChange, TypedColumn } from "#core/plan/operations/operation.ts";
import type { Connection, Row } from "../connection.ts";
import { assertType } from "./postgres-assert-type.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteName, quoteTableName } from "./postgres-names.ts";
import { listOf } from "./postgres-syntax.ts";
import { parseSql, SqlText } from "./postgres-text.ts";

const PROBE = "pg_temp.sluice_operation_probe";
/** By name: an index that ALTER TYPE takes over as it is has another oid, and its old file. */
const FILES = `SELECT c.relname AS name, pg_relation_filenode(c.oid)::text AS file FROM pg_class c
   WHERE c.oid = '${PROBE}'::regclass OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = '${PROBE}'::regclass) ORDER BY 1`;

/**
 * The zone that the session began with counts: between timestamp and timestamptz the rows stay as they are only in UTC, and what
 * applications mean by a timestamp is told in their zone.
 */
export async function isFreeTypeChange(
  connection: Connection,
  table: OperationTable,
  { column, type, collation = null, withoutChecks = false, after }: TriedTypeChange,
): Promise<boolean> {
  await assertType(type);
  const isChecked = table.constraints.some((it) => it.kind === "check" && it.columns.includes(column));
  if (isChecked && !withoutChecks) return false;
  const alter = `ALTER TABLE ${PROBE} ALTER COLUMN ${quoteName(column)} TYPE`;
  return await onProbe(connection, { table, what: `${type} for column ${column} of ${table.ref.name}` }, async () => {
    await connection.query("SELECT set_config('TimeZone', reset_val, true) FROM pg_settings WHERE name = 'TimeZone'");
    if (after !== undefined) await connection.query(`${alter} ${after}`);
    const before = await filesOf(connection);
    await connection.query(`${alter} ${type}${collation === null ? "" : ` COLLATE ${collation}`}`);
    return before === (await filesOf(connection));
  });
}

/** No value is cast: what is asked is only whether what hangs on the columns exists for the new types. */
export async function assertTypesFit(
  connection: Connection,
  table: OperationTable,
  columns: readonly TypedColumn[],
): Promise<void> {
  for (const { type } of columns) await assertType(type);
  const typed = columns.map(({ column, type }) => `${type} for column ${column}`).join(", ");
  const what = `${typed} of ${table.ref.name}, with what hangs on it`;
  await onProbe(connection, { table, what }, async () => {
    const commands = columns.flatMap(({ column, type }) => {
      const alter = `ALTER COLUMN ${quoteName(column)}`;
      return [`${alter} DROP DEFAULT`, `${alter} TYPE ${type} USING CAST(NULL AS ${type})`];
    });
    await connection.query(`ALTER TABLE ${PROBE} ${commands.join(", ")}`);
  });
}

/** A new CHECK or key reads or builds, also where no row is written anew; NOT NULL without a stored default is checked row by row. */
export async function isFastAddColumn(
  connection: Connection,
  table: OperationTable,
  definition: string,
): Promise<boolean> {
  await assertOneColumn(definition);
  return await onProbe(connection, { table, what: `the column \`${definition}\` in ${table.ref.name}` }, async () => {
    const before = await filesOf(connection);
    await connection.query(`ALTER TABLE ${PROBE} ADD COLUMN ${definition}`);
    const { rows } = await connection.query(
      `SELECT a.attnotnull AND NOT a.atthasmissing AS checked, EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype <> 'n' AND a.attnum = ANY (k.conkey)) AS bound
         FROM pg_attribute a WHERE a.attrelid = '${PROBE}'::regclass ORDER BY a.attnum DESC LIMIT 1`,
    );
    return before === (await filesOf(connection)) && rows[0]?.checked === false && rows[0]?.bound === false;
  });
}

export async function typeNameOf(connection: Connection, type: string): Promise<string> {
  await assertType(type);
  const [row] = await rolledBack(connection, `the type ${type}`, async () => {
    await connection.query(`CREATE TEMP TABLE sluice_operation_probe (c ${type}\n)`);
    await connection.query("SET LOCAL search_path = ''");
    return (
      await connection.query(
        `SELECT format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a WHERE a.attrelid = '${PROBE}'::regclass AND a.attnum = 1`,
      )
    ).rows;
  });
  return String(row?.type);
}

const onProbe = <T>(
  connection: Connection,
  { table, what }: { readonly table: OperationTable; readonly what: string },
  work: () => Promise<T>,
): Promise<T> =>
  rolledBack(connection, what, async () => {
    await connection.query(
      `CREATE TEMP TABLE sluice_operation_probe (LIKE ${quoteTableName(table.ref)} INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING CONSTRAINTS INCLUDING STATISTICS)`,
    );
    return await work();
  });

/** On an empty temporary twin, which no other session sees. What the server says to it, it would say to the real table. */
async function rolledBack<T>(connection: Connection, what: string, work: () => Promise<T>): Promise<T> {
  await connection.query("BEGIN; SET LOCAL lock_timeout = 500");
  try {
    return await work();
  } catch (error) {
    const kind = postgresErrors.classify(error);
    if (kind !== "schema-moved" && kind !== "poison") throw error;
    const { code, message } = postgresErrors.describe(error);
    throw new DomainError("invalid-plan", `PostgreSQL refuses ${what}: ${message} (${code}). Nothing was changed.`, {
      cause: error,
    });
  } finally {
    await connection.query("ROLLBACK").catch(() => connection.close());
  }
}

const filesOf = async (connection: Connection): Promise<string> =>
  JSON.stringify((await connection.query(FILES)).rows.map((row: Row) => [row.name, row.file]));

async function assertOneColumn(definition: string): Promise<void> {
  const statements = await parseSql(new SqlText(`ALTER TABLE t ADD COLUMN ${definition}\n`));
  if (statements.length !== 1 || listOf(statements[0]?.body, "cmds").length !== 1)
    throw new DomainError("invalid-plan", `\`${definition}\` is no definition of one column.`);
}
