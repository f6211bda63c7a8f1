import type { Connection } from "../connection.ts";
import type { ColumnDetail } from "../introspector.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { sqliteIntrospector } from "./sqlite-introspector.ts";
import { quoteName } from "./sqlite-names.ts";

export interface FilledTable {
  readonly name: string;
  readonly rows: number;
  readonly why: string | null;
}

/** The number of the row: every value is a function of it, so that a key and what points to it agree. */
const I = "g.i";

/** Fills every table with made-up rows. Foreign keys are off meanwhile, and rows that break one are taken out after. */
export async function fillTables(
  shadow: Connection,
  names: readonly string[],
  count: number,
): Promise<readonly FilledTable[]> {
  await shadow.query("PRAGMA foreign_keys = OFF");
  const failures = new Map<string, string>();
  for (const name of await parentsFirst(shadow, names)) {
    const failure = await fill(shadow, name, count);
    if (failure !== null) failures.set(name, failure);
  }
  await takeOutOrphans(shadow);
  await shadow.query("PRAGMA foreign_keys = ON");
  await shadow.query("ANALYZE");
  const filled: FilledTable[] = [];
  for (const name of names) {
    const { rows } = await shadow.query(`SELECT count(*) AS n FROM ${quoteName(name)}`);
    const found = Number(rows[0]?.n);
    filled.push({ name, rows: found, why: found > 0 ? null : (failures.get(name) ?? "no made-up row satisfies it") });
  }
  return filled;
}

async function fill(shadow: Connection, name: string, count: number): Promise<string | null> {
  const table = await sqliteIntrospector.table(shadow, { name });
  if (!table) return "it is not a table";
  const columns = table.columns.filter(({ generated }) => !generated);
  const checks = table.constraints.filter(({ kind }) => kind === "check").map(({ definition }) => definition);
  const borrowed = await borrowedValues(shadow, name);
  let failure: string | null = null;
  for (const attempt of attempts(columns, checks)) {
    const values = columns.map((it, at) => borrowed.get(it.name.toLowerCase()) ?? attempt[at] ?? I);
    const list = columns.map((it) => quoteName(it.name)).join(", ");
    // Rows that a key or a check refuses are left out one by one.
    const sql = `INSERT OR IGNORE INTO ${quoteName(name)} (${list}) WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < ${count}) SELECT ${values.join(", ")} FROM g`;
    try {
      await shadow.query(sql);
      const { rows } = await shadow.query(`SELECT count(*) AS n FROM ${quoteName(name)}`);
      if (Number(rows[0]?.n) > 0) return null;
    } catch (error) {
      failure = sqliteErrors.describe(error).message;
    }
  }
  return failure;
}

interface Key {
  readonly to: string;
  readonly from: string;
  readonly toColumn: string | null;
}

async function keysOf(shadow: Connection, name: string): Promise<readonly Key[]> {
  const { rows } = await shadow.query(
    'SELECT "table" AS parent, "from" AS col, "to" AS target FROM pragma_foreign_key_list(?) ORDER BY id, seq',
    [name],
  );
  return rows.map(({ parent, col, target }) => ({
    to: String(parent),
    from: String(col),
    toColumn: target === null ? null : String(target),
  }));
}

/** A column that points to a filled table takes its values in turns. */
async function borrowedValues(shadow: Connection, name: string): Promise<ReadonlyMap<string, string>> {
  const borrowed = new Map<string, string>();
  for (const { to, from, toColumn } of await keysOf(shadow, name)) {
    if (to.toLowerCase() === name.toLowerCase() || borrowed.has(from.toLowerCase())) continue;
    const column = toColumn ?? (await primaryKeyOf(shadow, to));
    if (column === null) continue;
    const numbered = `SELECT ${quoteName(column)} AS v, row_number() OVER () AS k, count(*) OVER () AS c FROM ${quoteName(to)}`;
    borrowed.set(from.toLowerCase(), `(SELECT v FROM (${numbered}) WHERE k = 1 + ${I} % c)`);
  }
  return borrowed;
}

async function primaryKeyOf(shadow: Connection, name: string): Promise<string | null> {
  const { rows } = await shadow.query("SELECT name FROM pragma_table_info(?) WHERE pk = 1", [name]);
  return rows[0] ? String(rows[0].name) : null;
}

/** Tables before those that point to them; in a circle the order is left as it is. */
async function parentsFirst(shadow: Connection, names: readonly string[]): Promise<readonly string[]> {
  const ordered: string[] = [];
  const visit = async (name: string, under: readonly string[]): Promise<void> => {
    if (ordered.includes(name) || under.includes(name)) return;
    for (const { to } of await keysOf(shadow, name)) {
      const parent = names.find((it) => it.toLowerCase() === to.toLowerCase());
      if (parent !== undefined) await visit(parent, [...under, name]);
    }
    ordered.push(name);
  };
  for (const name of names) await visit(name, []);
  return ordered;
}

/** First what the types suggest; then, for each column that a check names, the literals of its checks. */
function attempts(columns: readonly ColumnDetail[], checks: readonly string[]): readonly (readonly string[])[] {
  const usual = columns.map(usualValue);
  const literals = columns.map((column, at) => {
    const mine = checks.filter((check) => check.toLowerCase().includes(column.name.toLowerCase()));
    const texts = [...mine.join(" ").matchAll(/'(?:[^']|'')*'|(?<![\w'.])-?\d+(?:\.\d+)?(?![\w'])/g)].map(
      ([text]) => text,
    );
    if (texts.length === 0) return usual[at] ?? I;
    return `CASE ${I} % ${texts.length} ${texts.map((text, n) => `WHEN ${n} THEN ${text}`).join(" ")} END`;
  });
  const ones = columns.map((_column, at) => (usual[at] === literals[at] ? (usual[at] ?? I) : "1"));
  return [usual, literals, ones];
}

function usualValue({ type }: ColumnDetail): string {
  const name = type.toUpperCase();
  if (/INT/.test(name)) return I;
  if (/CHAR|CLOB|TEXT|UUID|JSON/.test(name)) return `CAST(${I} AS TEXT)`;
  if (/BLOB/.test(name)) return `CAST(${I} AS BLOB)`;
  if (/DATE|TIME/.test(name)) return `datetime(1700000000 + ${I} * 3600, 'unixepoch')`;
  if (/BOOL/.test(name)) return `${I} % 2`;
  return name === "" ? I : `${I} + 0.25`;
}

async function takeOutOrphans(shadow: Connection): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const { rows } = await shadow.query("PRAGMA foreign_key_check");
    if (rows.length === 0) return;
    for (const [table, orphans] of Map.groupBy(rows, (row) => String(row.table))) {
      const ids = orphans.flatMap(({ rowid }) => (rowid === null ? [] : [String(rowid)]));
      if (ids.length === 0) await shadow.query(`DELETE FROM ${quoteName(table)}`);
      else await shadow.query(`DELETE FROM ${quoteName(table)} WHERE _rowid_ IN (${ids.join(", ")})`);
    }
  }
}
