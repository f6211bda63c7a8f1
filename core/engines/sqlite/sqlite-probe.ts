import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import type { Connection } from "../connection.ts";
import type { MissingRight, TargetProbe } from "../introspector.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { fileIdentity } from "./sqlite-file.ts";
import { quoteText } from "./sqlite-names.ts";

const mayWrite = async (path: string): Promise<boolean> =>
  await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );

async function value(connection: Connection, sql: string): Promise<string> {
  const { rows } = await connection.query(sql);
  return String(Object.values(rows[0] ?? {})[0] ?? "");
}

/** Takes the write lock and gives it back: the only sure test, and it changes nothing. */
async function writeLock(connection: Connection): Promise<"free" | "busy" | "refused"> {
  const before = await value(connection, "PRAGMA busy_timeout");
  try {
    await connection.query("PRAGMA busy_timeout = 200");
    await connection.query("BEGIN IMMEDIATE");
    await connection.query("ROLLBACK");
    return "free";
  } catch (error) {
    return sqliteErrors.classify(error) === "lock-wait" ? "busy" : "refused";
  } finally {
    await connection.query(`PRAGMA busy_timeout = ${Number(before) || 5000}`);
  }
}

async function missingRights(file: string, lock: "free" | "busy" | "refused"): Promise<MissingRight[]> {
  const missing: MissingRight[] = [];
  const folder = dirname(file);
  if (!(await mayWrite(file))) {
    missing.push({ what: "Write to the database file", grant: `chmod u+w ${quoteText(file)}`, required: true });
  }
  if (!(await mayWrite(folder))) {
    const what = "Make the journal beside the database file";
    missing.push({ what, grant: `chmod u+wx ${quoteText(folder)}`, required: true });
  }
  if (missing.length === 0 && lock === "refused") {
    const what = "Take the write lock of the file";
    missing.push({ what, grant: `chown "$(id -un)" ${quoteText(file)}`, required: true });
  }
  return missing;
}

function warningsOf(journal: string, autoVacuum: string, lock: "free" | "busy" | "refused"): string[] {
  const warnings: string[] = [];
  if (journal !== "wal") {
    warnings.push(
      `journal_mode is ${journal}, not wal: readers and Sluice's batches make each other wait. ` +
        "Run PRAGMA journal_mode = WAL once, when no application has the file open.",
    );
  }
  if (lock === "busy") warnings.push("Another process held the file's write lock during the test.");
  if (autoVacuum === "1") {
    warnings.push("auto_vacuum is FULL: every commit that frees pages moves others, and batches take longer.");
  }
  return warnings;
}

/** Finds out what the file is and whether migrations can run on it. Changes nothing. */
export async function probeSqlite(connection: Connection): Promise<TargetProbe> {
  const file = await value(connection, "SELECT file FROM pragma_database_list WHERE name = 'main'");
  const version = await value(connection, "SELECT sqlite_version()");
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const bytes = await value(connection, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
  const lock = await writeLock(connection);
  const missing = await missingRights(file, lock);
  const writable = missing.length === 0;
  return {
    version: `SQLite ${version}`,
    versionNumber: major * 1_000_000 + minor * 1_000 + patch,
    serverId: await fileIdentity(file),
    bytes: Number(bytes),
    readOnly: !writable,
    pooled: false,
    replicas: [],
    rights: { createTables: writable, createTriggers: writable, sluiceSchema: writable },
    missing,
    warnings: warningsOf(
      await value(connection, "PRAGMA journal_mode"),
      await value(connection, "PRAGMA auto_vacuum"),
      lock,
    ),
  };
}
