import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import type { DdlRunner } from "../ddl-runner.ts";
import type { SqliteDriver } from "../drivers.ts";
import type { ColumnDetail, TableDetail } from "../introspector.ts";
import type { SchemaSnapshot, Shadow, ShadowFacts, ShadowMaker } from "../shadow.ts";
import { connectSqlite } from "./sqlite-connection.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { sqliteIntrospector } from "./sqlite-introspector.ts";
import { quoteName } from "./sqlite-names.ts";
import { keyName, probeDependents, readDependents } from "./sqlite-shadow-dependents.ts";
import { applyStatistics, explain, readStatistics } from "./sqlite-shadow-queries.ts";
import { fillTables } from "./sqlite-shadow-rows.ts";
import { traceAlone, traceTogether } from "./sqlite-shadow-trace.ts";
import { splitStatements } from "./sqlite-tokens.ts";

type Statistics = Awaited<ReturnType<typeof readStatistics>>;

const OPTIONS = { applicationName: "sluice:shadow", statementTimeoutMs: 120_000 };

/** Shadows in files of their own. The whole schema is copied: it is small, and any view can break any ALTER. */
export const createSqliteShadow = (driver: SqliteDriver, ddl: Pick<DdlRunner, "prepareTarget">): ShadowMaker => ({
  explain,
  frequent: async () => ({
    queries: [],
    note: "SQLite keeps no statistics of statements, so only queries that the plan lists under `queries` are compared.",
  }),
  async build(target, { texts, tables, places, rowsPerTable, progress }) {
    const place = places.find((it) => it.kind === "folder");
    if (!place) throw new DomainError("blocked", "There is no folder to build a shadow in.");
    await progress("reading the schema");
    const parts = await readSchema(target);
    const version = await versionOf(target);
    const statistics = await readStatistics(target);
    const dependents = await readDependents(target, [...texts, ...tables]);
    const dir = mkdtempSync(join(place.dir, "sluice-shadow-"));
    const file = join(dir, "shadow.db");
    writeFileSync(file, "");
    const connection = await connectSqlite(driver, { kind: "file", file }, OPTIONS);
    try {
      await connection.query("PRAGMA journal_mode = DELETE");
      await progress("building the schema");
      const built = await rebuild(connection, parts, rowsPerTable);
      await ddl.prepareTarget(connection);
      const facts: ShadowFacts = {
        version,
        majorVersion: Number(/(\d+\.\d+)/.exec(version)?.[1] ?? 3),
        targetVersion: version,
        isSameVersion: true,
        place: "file",
        tables: built.tables,
        rebuilt: built.counts,
        missing: built.missing,
      };
      return shadowIn(driver, { dir, file }, connection, { facts, dependents }, statistics);
    } catch (error) {
      await connection.close();
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  },
});

interface Part {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

async function readSchema(target: Connection): Promise<readonly Part[]> {
  const { rows } = await target.query(
    `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'sluice\\_%' ESCAPE '\\'
        AND tbl_name NOT LIKE 'sluice\\_%' ESCAPE '\\' ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3 ELSE 4 END, rowid`,
  );
  return rows.map((row) => ({ type: String(row.type), name: String(row.name), sql: String(row.sql) }));
}

async function versionOf(target: Connection): Promise<string> {
  const { rows } = await target.query("SELECT sqlite_version() AS version");
  return `SQLite ${String(rows[0]?.version)}`;
}

async function rebuild(connection: Connection, parts: readonly Part[], rowsPerTable: number) {
  const counts: Record<string, number> = {};
  const missing: { what: string; why: string }[] = [];
  const make = async (made: readonly Part[]) => {
    for (const { type, name, sql } of made) {
      try {
        // SQLite reads the first statement of a schema's text only; a file may hold more.
        if (splitStatements(sql).length !== 1) throw new DomainError("unsupported", "its text is not one statement");
        await connection.query(sql);
        counts[type] = (counts[type] ?? 0) + 1;
      } catch (error) {
        missing.push({ what: `${type} ${name}`, why: sqliteErrors.describe(error).message });
      }
    }
  };
  const isEarly = ({ type }: Part) => type === "table" || type === "index";
  await make(parts.filter(isEarly));
  const names = parts.flatMap(({ type, name }) => (type === "table" ? [name] : []));
  const isThere = ({ what }: { what: string }) => what;
  const absent = new Set(missing.map(isThere));
  const filled = await fillTables(
    connection,
    names.filter((name) => !absent.has(`table ${name}`)),
    rowsPerTable,
  );
  // Triggers would fire for the made-up rows.
  await make(parts.filter((part) => !isEarly(part)));
  for (const { name, why } of filled) if (why !== null) missing.push({ what: `rows of ${name}`, why });
  return { counts, missing, tables: filled.map(({ name, rows }) => ({ name, rows })) };
}

/** Tables as their parts, so that a text that was edited by ALTER equals one that was written at once. */
async function readSnapshot(connection: Connection): Promise<SchemaSnapshot> {
  const lines = new Map<string, string>();
  for (const { name, kind } of await sqliteIntrospector.tables(connection)) {
    const table = await sqliteIntrospector.table(connection, { name });
    if (!table) continue;
    const at = keyName(name);
    lines.set(`${kind} ${at}`, kind === "view" ? await textOf(connection, name) : kind);
    for (const [key, text] of partsOf(table, at)) lines.set(key, text);
  }
  return lines;
}

function partsOf(table: TableDetail, at: string): readonly (readonly [string, string])[] {
  const { columns, indexes, constraints, triggers } = table;
  return [
    ...columns.map((it) => [`column ${at}.${it.name}`, columnText(it)] as const),
    ...(table.kind === "table" ? [[`column order of ${at}`, columns.map((it) => it.name).join(", ")] as const] : []),
    ...indexes.map((it) => [`index ${it.name} on ${at}`, normal(it.definition)] as const),
    ...constraints.map((it) => [`constraint ${it.name} on ${at}`, normal(it.definition)] as const),
    ...triggers.map((it) => [`trigger ${it.name} on ${at}`, normal(it.definition)] as const),
  ];
}

function columnText({ type, nullable, default: value, generated, identity, collation }: ColumnDetail): string {
  const parts = [
    type,
    nullable ? "" : "not null",
    value === null ? "" : `default ${value}`,
    generated ? "generated" : "",
    identity ? "rowid" : "",
    collation ?? "",
  ];
  return parts.filter((it) => it !== "").join(" ");
}

async function textOf(connection: Connection, name: string): Promise<string> {
  const { rows } = await connection.query("SELECT sql FROM sqlite_schema WHERE name = ?", [name]);
  return normal(String(rows[0]?.sql ?? ""));
}

const normal = (sql: string): string => sql.replaceAll(/\s+/g, " ").trim();

function shadowIn(
  driver: SqliteDriver,
  { dir, file }: { readonly dir: string; readonly file: string },
  connection: Connection,
  known: Pick<Shadow, "facts" | "dependents">,
  statistics: Statistics,
): Shadow {
  let copies = 0;
  const session = { connection, file, snapshot: () => readSnapshot(connection) };
  return {
    ...known,
    connection,
    probe: () => probeDependents(connection),
    snapshot: session.snapshot,
    runTogether: (statements, options) => traceTogether(session, statements, options),
    runAlone: (statement) => traceAlone(session, statement),
    applyStatistics: () => applyStatistics(connection, statistics),
    // SQLite prepares anew by itself when the schema has changed.
    prepare: async (texts) => ({
      outcomes: async () => texts.map(() => "not tried" as const),
      close: async () => undefined,
    }),
    async empty(tables) {
      await connection.query("PRAGMA foreign_keys = OFF");
      for (const { name } of tables) await connection.query(`DELETE FROM ${quoteName(name)}`).catch(() => undefined);
      await connection.query("PRAGMA foreign_keys = ON");
    },
    async fork() {
      copies += 1;
      const copyDir = mkdtempSync(join(dir, `copy-${copies}-`));
      const copy = join(copyDir, "shadow.db");
      // Nobody writes between two statements, and the journal is gone by then.
      copyFileSync(file, copy);
      const opened = await connectSqlite(driver, { kind: "file", file: copy }, OPTIONS);
      return shadowIn(driver, { dir: copyDir, file: copy }, opened, known, statistics);
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
