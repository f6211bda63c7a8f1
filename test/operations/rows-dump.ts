import type { Ask } from "./ask.ts";

interface Table {
  /** Qualified and quoted. */
  readonly name: string;
  /** Quoted, in the order of their names. */
  readonly columns: readonly string[];
}

/** A table with the sum of its rows: equal sums are equal rows, in whatever order. */
export interface TableRows extends Table {
  readonly rows: number;
  readonly sum: string;
}

const TABLES = `
SELECT format('%I.%I', n.nspname, c.relname) AS name,
       array_agg(format('%I', a.attname) ORDER BY a.attname COLLATE "C") AS columns, array_agg(a.attname::text ORDER BY a.attname COLLATE "C") AS plain
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relkind IN ('r', 'p', 'm') AND c.relispopulated AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'sluice') AND NOT starts_with(n.nspname, 'pg_temp')
 GROUP BY n.nspname, c.relname ORDER BY 1`;

const textOfRow = ({ columns }: Table): string =>
  columns.length === 0 ? "''" : `concat_ws(', ', ${columns.map((it) => `quote_nullable(${it}::text)`).join(", ")})`;

/** `unforeseen`: columns that are not compared, as `schema.table.column`. */
export async function rowsDump(ask: Ask, unforeseen: readonly string[] = []): Promise<readonly TableRows[]> {
  const found = await ask(TABLES);
  const dump: TableRows[] = [];
  for (const { name, columns, plain } of found) {
    const names = plain as readonly string[];
    const quoted = (columns as readonly string[]).filter(
      (_, index) => !unforeseen.includes(`${String(name).replaceAll('"', "")}.${names[index]}`),
    );
    const table: Table = { name: String(name), columns: quoted };
    const sum = `coalesce(sum(hashtextextended(${textOfRow(table)}, 0)::numeric), 0)::text`;
    const [row] = await ask(`SELECT count(*)::int AS rows, ${sum} AS sum FROM ${table.name}`);
    dump.push({ ...table, rows: Number(row?.rows), sum: String(row?.sum) });
  }
  return dump;
}

const MOST_READ = 300_000;

/** The rows themselves, for a table whose sums differ. */
export async function readRows(ask: Ask, table: Table): Promise<readonly string[]> {
  const rows = await ask(`SELECT ${textOfRow(table)} AS line FROM ${table.name} ORDER BY 1 LIMIT ${MOST_READ}`);
  return rows.map(({ line }) => `${table.name}: ${String(line)}`);
}
