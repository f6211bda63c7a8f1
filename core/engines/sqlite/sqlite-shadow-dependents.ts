import type { Connection, Row } from "../connection.ts";
import type { DependentFact } from "../shadow.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { sqliteIntrospector } from "./sqlite-introspector.ts";
import { quoteName } from "./sqlite-names.ts";

interface Thing {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly words: ReadonlySet<string>;
}

/** SQLite keeps no account of what uses what: the words of each definition say it. */
const wordsOf = (sql: string): ReadonlySet<string> =>
  new Set([...sql.matchAll(/"(?:[^"]|"")+"|\[[^\]]+\]|`[^`]+`|[\p{L}_][\p{L}\p{N}_$]*/gu)].map(([it]) => bare(it)));

const bare = (word: string): string => word.replaceAll(/^["[`]|["\]`]$/g, "").toLowerCase();
export const keyName = (name: string): string => quoteName(name).replace(/^"([a-z_][a-z0-9_]*)"$/, "$1");

/** What hangs on the tables that the texts name. */
export async function readDependents(target: Connection, texts: readonly string[]): Promise<readonly DependentFact[]> {
  const named = wordsOf(texts.join("\n"));
  const { rows } = await target.query(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'sluice\\_%' ESCAPE '\\'",
  );
  const things = rows.map(toThing);
  // An index or trigger that is named stands for its table.
  const ofNamed = new Set(things.flatMap((it) => (named.has(it.name.toLowerCase()) ? [it.table.toLowerCase()] : [])));
  const tables = things.filter(({ type, name }) => type === "table" && ofNamed.has(name.toLowerCase()));
  const facts: DependentFact[] = [];
  for (const table of tables) facts.push(...(await factsOf(target, table, things)));
  return facts;
}

const toThing = (row: Row): Thing => ({
  type: String(row.type),
  name: String(row.name),
  table: String(row.tbl_name),
  words: wordsOf(String(row.sql)),
});

async function factsOf(target: Connection, table: Thing, things: readonly Thing[]): Promise<readonly DependentFact[]> {
  const at = keyName(table.name);
  const detail = await sqliteIntrospector.table(target, { name: table.name });
  const columns = detail?.columns.map(({ name }) => name) ?? [];
  const used = ({ words }: Thing) => columns.filter((column) => words.has(column.toLowerCase()));
  const fact = (part: Omit<DependentFact, "table" | "relation" | "isTracked">): DependentFact => ({
    ...part,
    table: at,
    relation: null,
    isTracked: part.kind !== "view" && part.kind !== "trigger",
  });
  const others = things.filter(({ words, name }) => name !== table.name && words.has(table.name.toLowerCase()));
  const viewsAndTriggers = others.flatMap((it) => {
    const name = keyName(it.name);
    if (it.type === "view") return [fact({ kind: "view", key: `view ${name}`, name, columns: used(it) })];
    if (it.type !== "trigger") return [];
    return [fact({ kind: "trigger", key: `trigger ${it.name} on ${keyName(it.table)}`, name, columns: used(it) })];
  });
  const indexes = (detail?.indexes ?? []).map((it) => {
    const named = it.columns.flatMap((column) => column ?? []);
    return fact({ kind: "index", key: `index ${it.name} on ${at}`, name: it.name, columns: named });
  });
  const generated = (detail?.columns ?? []).flatMap((it) =>
    it.generated
      ? [fact({ kind: "generated column", key: `column ${at}.${it.name}`, name: it.name, columns: used(table) })]
      : [],
  );
  return [...viewsAndTriggers, ...(await keysTo(target, table, things, fact)), ...indexes, ...generated];
}

type MakeFact = (part: Omit<DependentFact, "table" | "relation" | "isTracked">) => DependentFact;

async function keysTo(
  target: Connection,
  table: Thing,
  things: readonly Thing[],
  fact: MakeFact,
): Promise<readonly DependentFact[]> {
  const keys: DependentFact[] = [];
  for (const other of things) {
    if (other.type !== "table" || other.name === table.name) continue;
    const { rows } = await target.query(
      'SELECT id, "to" FROM pragma_foreign_key_list(?) WHERE "table" = ? COLLATE NOCASE ORDER BY id, seq',
      [other.name, table.name],
    );
    for (const [id, parts] of Map.groupBy(rows, (row) => String(row.id))) {
      const name = keyName(other.name);
      const columns = parts.flatMap(({ to }) => (to === null ? [] : [String(to)]));
      keys.push(
        fact({ kind: "foreign key", key: `constraint foreign key ${id} on ${name}`, name: `of ${name}`, columns }),
      );
    }
  }
  return keys;
}

/** Views are read, and a write to each table with triggers is compiled: SQLite finds out only then. */
export async function probeDependents(shadow: Connection): Promise<ReadonlyMap<string, string | null>> {
  const probes = new Map<string, string | null>();
  const { rows } = await shadow.query(
    "SELECT type, name, tbl_name AS tab FROM sqlite_schema WHERE type IN ('view', 'trigger') AND name NOT LIKE 'sluice\\_%' ESCAPE '\\' ORDER BY type DESC",
  );
  for (const { type, name, tab } of rows) {
    const isView = type === "view";
    const key = isView ? `view ${keyName(String(name))}` : `trigger ${String(name)} on ${keyName(String(tab))}`;
    const target = quoteName(String(tab));
    const tries = isView
      ? [`SELECT * FROM ${quoteName(String(name))} LIMIT 0`]
      : [
          `EXPLAIN DELETE FROM ${target}`,
          `EXPLAIN INSERT INTO ${target} DEFAULT VALUES`,
          ...(await updatesOf(shadow, String(tab))),
        ];
    probes.set(key, await firstFailure(shadow, tries));
  }
  return probes;
}

async function updatesOf(shadow: Connection, table: string): Promise<readonly string[]> {
  const { rows } = await shadow.query("SELECT name FROM pragma_table_info(?)", [table]);
  const sets = rows.map(({ name }) => `${quoteName(String(name))} = ${quoteName(String(name))}`);
  return sets.length === 0 ? [] : [`EXPLAIN UPDATE ${quoteName(table)} SET ${sets.join(", ")}`];
}

async function firstFailure(shadow: Connection, tries: readonly string[]): Promise<string | null> {
  for (const sql of tries) {
    try {
      await shadow.query(sql);
    } catch (error) {
      return sqliteErrors.describe(error).message;
    }
  }
  return null;
}
