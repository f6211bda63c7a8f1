import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import type { IndexBuild, LedgerKey } from "../ddl-runner.ts";
import type { TableRef } from "../introspector.ts";
import { isLost } from "./postgres-errors.ts";
import { dropConcurrently, type IndexStatement, readIndexStatement } from "./postgres-index.ts";
import { hasWantedDefinition } from "./postgres-index-definition.ts";
import { isInLedger, writeLedger } from "./postgres-ledger.ts";
import { quoteTableName } from "./postgres-names.ts";
import { withoutTimeouts } from "./postgres-timeouts.ts";
import { inTransaction } from "./postgres-transaction.ts";

type Create = Extract<IndexStatement, { kind: "create" }>;
type Drop = Extract<IndexStatement, { kind: "drop" }>;

/** What stands under the wanted name. */
interface Found {
  readonly oid: string;
  readonly index: TableRef;
  readonly isIndexOfTable: boolean;
  readonly isValid: boolean;
}

/** Builds or drops without blocking writers. Looks first, cleans up its own leftovers only, and looks again after. */
export async function runIndexStatement(connection: Connection, build: IndexBuild): Promise<"done" | "already-done"> {
  const statement = await readIndexStatement(build.statement);
  if (await isInLedger(connection, build.ledger)) return "already-done";
  return await withoutTimeouts(connection, () =>
    statement.kind === "create"
      ? create(connection, build.ledger, statement)
      : drop(connection, build.ledger, statement),
  );
}

async function create(connection: Connection, ledger: LedgerKey, wanted: Create): Promise<"done" | "already-done"> {
  const schema = await schemaOfTable(connection, wanted);
  const index: TableRef = { schema, name: wanted.index.name };
  await untilAtRest(connection, ledger, index, wanted.text);
  const found = await find(connection, index, wanted.table);
  if (found?.isValid && found.isIndexOfTable && (await hasWantedDefinition(connection, found.oid, wanted))) {
    await finish(connection, ledger);
    return "already-done";
  }
  if (found) await removeOwn(connection, ledger, found);
  await intend(connection, ledger, index);
  try {
    await connection.query(wanted.text);
    await assertValid(connection, index, wanted.table);
  } catch (error) {
    if (!isLost(error)) {
      await removeLeftover(connection, ledger, index, wanted.table);
      // From now on whatever bears the name is somebody else's.
      await forget(connection, ledger);
    }
    throw error;
  }
  await finish(connection, ledger);
  return "done";
}

async function drop(
  connection: Connection,
  ledger: LedgerKey,
  { text, index, missingOk }: Drop,
): Promise<"done" | "already-done"> {
  const wasBegun = await isIntended(connection, ledger);
  await untilAtRest(connection, ledger, index, text);
  const isThere = await hasRelation(connection, index);
  // An undo that finds nothing has nothing to undo: a constraint that took the index over took it along when it went.
  if (!isThere && !missingOk && !wasBegun && ledger.direction === "do") {
    throw new DomainError(
      "target-refused",
      `There is no index ${index.name} to drop. Nothing was changed. Check the name and its schema.`,
    );
  }
  if (isThere) {
    await intend(connection, ledger, { schema: index.schema ?? "", name: index.name });
    await connection.query(text);
  }
  await finish(connection, ledger);
  return isThere ? "done" : "already-done";
}

async function hasRelation(connection: Connection, name: TableRef): Promise<boolean> {
  const { rows } = await connection.query("SELECT to_regclass($1) IS NOT NULL AS found", [quoteTableName(name)]);
  return rows[0]?.found === true;
}

async function schemaOfTable(connection: Connection, { table }: Create): Promise<string> {
  const { rows } = await connection.query(
    "SELECT n.nspname AS schema, c.relkind AS kind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)",
    [quoteTableName(table)],
  );
  const row = rows[0];
  if (!row) throw new DomainError("target-refused", `There is no table ${table.name} to index. Nothing was changed.`);
  if (row.kind === "p") {
    throw new DomainError(
      "unsupported",
      `${table.name} is partitioned, and PostgreSQL builds no index CONCURRENTLY on it. Create it ON ONLY ${table.name} in a sql step, build one on each partition in index steps, and attach them.`,
    );
  }
  return String(row.schema);
}

async function find(connection: Connection, index: TableRef, table: TableRef): Promise<Found | null> {
  const { rows } = await connection.query(
    `SELECT c.oid::text AS oid, coalesce(i.indrelid = to_regclass($3), false) AS ours,
            coalesce(i.indisvalid AND i.indisready AND i.indislive, false) AS valid
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
      WHERE n.nspname = $1 AND c.relname = $2`,
    [index.schema, index.name, quoteTableName(table)],
  );
  const row = rows[0];
  return row ? { oid: String(row.oid), index, isIndexOfTable: row.ours === true, isValid: row.valid === true } : null;
}

/**
 * A session that lost its worker works on until it is done. Waits for it, in statements that can be cancelled: what is
 * looked at afterwards is at rest.
 */
async function untilAtRest(connection: Connection, ledger: LedgerKey, index: TableRef, text: string): Promise<void> {
  while ((await isIntended(connection, ledger)) && (await isRunElsewhere(connection, index, text)));
}

/**
 * Progress is told neither before a build has its first lock nor while its last transaction commits; its session is
 * active all that time. A text is cut off at track_activity_query_size, and shown only to the same login.
 */
async function isRunElsewhere(connection: Connection, index: TableRef, text: string): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT pg_sleep(1) FROM (
       SELECT 1 FROM pg_stat_progress_create_index WHERE datname = current_database() AND index_relid = to_regclass($1)
       UNION ALL
       SELECT 1 FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND datname = current_database() AND state = 'active' AND query <> '' AND starts_with($2, query)
     ) AS running LIMIT 1`,
    [quoteTableName(index), text],
  );
  return rows.length > 0;
}

/** Drops an invalid index that an earlier try of this very step left; stops at anything else of that name. */
async function removeOwn(connection: Connection, ledger: LedgerKey, found: Found): Promise<void> {
  const { index, oid } = found;
  if (found.isValid || !found.isIndexOfTable || !(await isIntended(connection, ledger, oid))) {
    const what = found.isIndexOfTable
      ? found.isValid
        ? "another index"
        : "an invalid index that this step did not make"
      : "another object";
    throw new DomainError(
      "target-refused",
      `${quoteTableName(index)} is taken by ${what}. Nothing was changed. Rename or drop it, or choose another name.`,
    );
  }
  await connection.query(dropConcurrently(index));
}

/** After a failure of our own, such as duplicate keys: an invalid index would slow writes and be taken for a success. */
async function removeLeftover(
  connection: Connection,
  ledger: LedgerKey,
  index: TableRef,
  table: TableRef,
): Promise<void> {
  const found = await find(connection, index, table);
  if (!found || found.isValid || !found.isIndexOfTable) return;
  await connection.query(
    "UPDATE sluice.index_build SET index_oid = $4::oid WHERE run_id = $1::uuid AND step_id = $2 AND direction = $3",
    [ledger.runId, ledger.stepId, ledger.direction, found.oid],
  );
  await connection.query(dropConcurrently(index));
}

async function assertValid(connection: Connection, index: TableRef, table: TableRef): Promise<void> {
  const found = await find(connection, index, table);
  if (found?.isValid) return;
  throw new DomainError(
    "target-refused",
    `${quoteTableName(index)} was built but is not valid; it is removed, and the step can be tried again.`,
  );
}

/** Says in the target that the name was free and that a build begins. */
async function intend(connection: Connection, { runId, stepId, direction }: LedgerKey, index: TableRef): Promise<void> {
  await connection.query(
    `INSERT INTO sluice.index_build (run_id, step_id, direction, index_schema, index_name) VALUES ($1::uuid, $2, $3, $4, $5)
     ON CONFLICT (run_id, step_id, direction) DO UPDATE SET index_oid = NULL, started_at = clock_timestamp()`,
    [runId, stepId, direction, index.schema ?? "", index.name],
  );
}

async function isIntended(
  connection: Connection,
  { runId, stepId, direction }: LedgerKey,
  oid?: string,
): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT 1 FROM sluice.index_build WHERE run_id = $1::uuid AND step_id = $2 AND direction = $3
        AND ($4::oid IS NULL OR index_oid IS NULL OR index_oid = $4::oid)`,
    [runId, stepId, direction, oid ?? null],
  );
  return rows.length > 0;
}

/** Written down only after the name was found free; what bears it now may still be of somebody who came in between. */
export async function isIndexBegun(connection: Connection, { ledger, statement }: IndexBuild): Promise<boolean> {
  if (!(await isIntended(connection, ledger))) return false;
  const wanted = await readIndexStatement(statement);
  if (wanted.kind === "drop") return true;
  // Its indexes went with it.
  if (!(await hasRelation(connection, wanted.table))) return false;
  const schema = await schemaOfTable(connection, wanted);
  const found = await find(connection, { schema, name: wanted.index.name }, wanted.table);
  // A session that lost its worker may still be about to make it.
  if (!found) return true;
  if (!found.isIndexOfTable) return false;
  return found.isValid
    ? await hasWantedDefinition(connection, found.oid, wanted)
    : await isIntended(connection, ledger, found.oid);
}

async function finish(connection: Connection, ledger: LedgerKey): Promise<void> {
  await inTransaction(connection, async () => {
    await writeLedger(connection, ledger);
    await forget(connection, ledger);
  });
}

async function forget(connection: Connection, { runId, stepId, direction }: LedgerKey): Promise<void> {
  await connection.query("DELETE FROM sluice.index_build WHERE run_id = $1::uuid AND step_id = $2 AND direction = $3", [
    runId,
    stepId,
    direction,
  ]);
}
