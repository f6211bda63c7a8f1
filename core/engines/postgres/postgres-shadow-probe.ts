import type { Connection, Row } from "../connection.ts";
import { postgresErrors, sqlStateOf } from "./postgres-errors.ts";
import { quoteName } from "./postgres-names.ts";
import { shortName } from "./postgres-shadow-snapshot.ts";

/** By their keys in the snapshot: why something does not work, or `null` where it does. What cannot be tried is absent. */
export type Probes = ReadonlyMap<string, string | null>;

/** Tries what the server does not keep right by itself: bodies of functions, and triggers. Nothing stays. */
export async function probeDependents(shadow: Connection): Promise<Probes> {
  const probes = new Map<string, string | null>();
  await shadow.query("BEGIN");
  try {
    await shadow.query("SELECT set_config('check_function_bodies', 'on', true)");
    for (const { key, sql } of await functionsOf(shadow)) {
      probes.set(key, (await attempt(shadow, [sql]))?.message ?? null);
    }
    for (const table of await tablesWithTriggers(shadow)) await probeTriggers(shadow, table, probes);
  } finally {
    await shadow.query("ROLLBACK");
  }
  return probes;
}

/** Only of SQL functions the server reads the whole body. */
async function functionsOf(shadow: Connection): Promise<readonly { readonly key: string; readonly sql: string }[]> {
  const { rows } = await shadow.query(
    `SELECT 'function ' || p.oid::regprocedure AS key, pg_get_functiondef(p.oid) AS sql FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'sql'
      WHERE p.prokind IN ('f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND pg_get_userbyid(p.proowner) = current_user`,
  );
  return rows.map((row) => ({ key: shortName(String(row.key)), sql: String(row.sql) }));
}

const TRIGGERS = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
         array_to_json(array_agg(json_build_object('key', 'trigger ' || quote_ident(t.tgname) || ' on ' || format('%I.%I', n.nspname, c.relname), 'type', t.tgtype::int)))::text AS triggers,
         (SELECT array_to_json(array_agg(a.attname::text ORDER BY a.attnum))::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a') AS columns
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid AND c.relkind IN ('r', 'p') JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'D' AND t.tgname !~ '^~~sluice' GROUP BY c.oid, n.nspname, c.relname`;

interface TriggeredTable {
  readonly name: string;
  readonly triggers: readonly { readonly key: string; readonly type: number }[];
  readonly columns: readonly string[];
}

async function tablesWithTriggers(shadow: Connection): Promise<readonly TriggeredTable[]> {
  const { rows } = await shadow.query(TRIGGERS);
  return rows.map((row: Row) => ({
    name: String(row.name),
    triggers: JSON.parse(String(row.triggers)) as TriggeredTable["triggers"],
    columns: (JSON.parse(String(row.columns ?? "[]")) ?? []) as string[],
  }));
}

/** The bits of `pg_trigger.tgtype`. */
const EVENTS = { insert: 4, delete: 8, update: 16 } as const;

/** One row is written as an application would write it. A failure is held against the triggers of that event. */
async function probeTriggers(
  shadow: Connection,
  table: TriggeredTable,
  probes: Map<string, string | null>,
): Promise<void> {
  const { name, columns, triggers } = table;
  const list = columns.map(quoteName).join(", ");
  const one = `ctid = (SELECT ctid FROM ONLY ${name} LIMIT 1)`;
  const kept = `CREATE TEMP TABLE sluice_probe ON COMMIT DROP AS SELECT * FROM ${name} LIMIT 1`;
  const tries = {
    update: [
      `UPDATE ONLY ${name} SET ${columns.map((it) => `${quoteName(it)} = ${quoteName(it)}`).join(", ")} WHERE ${one}`,
    ],
    delete: [`DELETE FROM ONLY ${name} WHERE ${one}`],
    insert: [
      kept,
      `DELETE FROM ONLY ${name} WHERE ${one}`,
      `INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM sluice_probe`,
    ],
  } as const;
  for (const event of ["update", "delete", "insert"] as const) {
    const concerned = triggers.filter(({ type }) => (type & EVENTS[event]) !== 0);
    if (concerned.length === 0 || columns.length === 0) continue;
    const failure = await attempt(shadow, tries[event]);
    // Keys and checks refuse made-up rows for reasons of their own.
    if (failure && /^(23|P0001|42501)/.test(failure.state)) continue;
    for (const { key } of concerned) {
      const known = probes.get(shortName(key)) ?? null;
      probes.set(shortName(key), known ?? failure?.message ?? null);
    }
  }
}

async function attempt(
  shadow: Connection,
  statements: readonly string[],
): Promise<{ readonly state: string; readonly message: string } | null> {
  await shadow.query("SAVEPOINT sluice_try");
  try {
    for (const sql of statements) await shadow.query(sql);
    return null;
  } catch (error) {
    return { state: sqlStateOf(error) ?? "", message: postgresErrors.describe(error).message };
  } finally {
    await shadow.query("ROLLBACK TO SAVEPOINT sluice_try; RELEASE SAVEPOINT sluice_try");
  }
}
