import type { Connection, Row } from "../connection.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteName, quoteText } from "./postgres-names.ts";
import { candidatesOf, madeUpValue, oneOf, type ShadowColumn } from "./postgres-shadow-values.ts";

export interface FilledTable {
  readonly name: string;
  readonly rows: number;
  /** Why it has none. */
  readonly why: string | null;
}

interface Column extends ShadowColumn {
  readonly number: number;
  readonly isNullable: boolean;
  readonly isDomain: boolean;
}
interface Check {
  readonly columns: readonly number[];
  readonly condition: string;
}
interface ForeignKey {
  readonly columns: readonly number[];
  readonly to: string;
  readonly toColumns: readonly number[];
}
interface Table {
  readonly oid: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly checks: readonly Check[];
  readonly keys: readonly ForeignKey[];
  /** By column: literals that partitions accept. */
  readonly bounds: ReadonlyMap<number, readonly string[]>;
}

/** What is not in the shadow yet but will be: its checks and foreign keys come after the rows. */
export interface ComingConstraints {
  readonly checks: readonly {
    readonly table: string;
    readonly columns: readonly string[];
    readonly condition: string;
  }[];
  readonly keys: readonly {
    readonly table: string;
    readonly columns: readonly string[];
    readonly to: string;
    readonly toColumns: readonly string[];
  }[];
}

/** Conditions of the target that made-up rows should satisfy, by name: the shadow gets them after its rows. */
export async function readComing(target: Connection, oids: readonly string[]): Promise<ComingConstraints> {
  const named = (side: string, key: string) =>
    `(SELECT array_to_json(array_agg(a.attname::text ORDER BY k.n))::text FROM unnest(${key}) WITH ORDINALITY k(num, n) JOIN pg_attribute a ON a.attrelid = ${side} AND a.attnum = k.num)`;
  const { rows } = await target.query(
    `SELECT c.contype AS kind, format('%I.%I', n.nspname, t.relname) AS name, ${named("c.conrelid", "c.conkey")} AS columns,
            CASE WHEN c.contype = 'c' THEN pg_get_expr(c.conbin, c.conrelid) END AS condition,
            CASE WHEN f.oid IS NOT NULL THEN format('%I.%I', fn.nspname, f.relname) END AS "to", ${named("c.confrelid", "c.confkey")} AS to_columns
       FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
       LEFT JOIN pg_class f ON f.oid = c.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
      WHERE c.contype IN ('c', 'f') AND c.conparentid = 0 AND c.conrelid = ANY ($1::oid[]) AND (c.contype = 'c' OR c.confrelid = ANY ($1::oid[])) ORDER BY c.oid`,
    [oids],
  );
  const names = (value: unknown) => (JSON.parse(String(value ?? "[]")) ?? []) as string[];
  return {
    checks: rows.flatMap((row) =>
      row.kind === "c"
        ? [{ table: String(row.name), columns: names(row.columns), condition: String(row.condition) }]
        : [],
    ),
    keys: rows.flatMap((row) =>
      row.kind === "f"
        ? [
            {
              table: String(row.name),
              columns: names(row.columns),
              to: String(row.to),
              toColumns: names(row.to_columns),
            },
          ]
        : [],
    ),
  };
}

/** Fills every table with made-up rows, and takes out again what the coming constraints would refuse. */
export async function fillTables(
  shadow: Connection,
  coming: ComingConstraints,
  rowsPerTable: number,
): Promise<readonly FilledTable[]> {
  const tables = await readTables(shadow, coming);
  const makers = new Map<string, string | null>();
  for (const table of tables) await chooseValues(shadow, table, rowsPerTable, makers);
  for (const table of tables) borrowValues(table, tables, makers);
  const failures = new Map<string, string>();
  for (const table of tables) {
    const failure = await insertRows(shadow, table, rowsPerTable, makers);
    if (failure) failures.set(table.name, failure);
  }
  await takeOutMisfits(shadow, coming);
  await shadow.query("ANALYZE");
  const filled: FilledTable[] = [];
  for (const { name } of tables) {
    const { rows } = await shadow.query(`SELECT count(*)::int AS n FROM ${name}`);
    const count = Number(rows[0]?.n);
    const why = count > 0 ? null : (failures.get(name) ?? "no made-up row satisfies its checks or foreign keys");
    filled.push({ name, rows: count, why });
  }
  return filled;
}

const TABLES = `
  SELECT c.oid::text AS oid, format('%I.%I', n.nspname, c.relname) AS name,
         (SELECT json_agg(json_build_object('number', a.attnum, 'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', NOT a.attnotnull,
             'base', b.typname, 'unique', EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey::int2[])), 'kind', b.typtype, 'domain', t.typtype = 'd', 'element', e.typname,
             'labels', coalesce((SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = b.oid), '[]'::json),
             'modifier', CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) ORDER BY a.attnum)
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            JOIN LATERAL (WITH RECURSIVE d(oid, typbasetype) AS (SELECT t.oid, t.typbasetype UNION ALL SELECT x.oid, x.typbasetype FROM pg_type x JOIN d ON x.oid = d.typbasetype)
                          SELECT d.oid FROM d WHERE d.typbasetype = 0) u ON true
            JOIN pg_type b ON b.oid = u.oid LEFT JOIN pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')::text AS columns,
         (SELECT json_agg(json_build_object('column', k.column, 'bound', k.bound)) FROM (
            SELECT p.partattrs[0] AS column, pg_get_expr(x.relpartbound, x.oid) AS bound FROM pg_partition_tree(c.oid) t
              JOIN pg_class x ON x.oid = t.relid JOIN pg_partitioned_table p ON p.partrelid = t.parentrelid WHERE p.partnatts = 1) k)::text AS bounds
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND n.nspname !~ '^pg_(toast|temp)'
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
   ORDER BY c.oid`;

async function readTables(shadow: Connection, coming: ComingConstraints): Promise<readonly Table[]> {
  const { rows } = await shadow.query(TABLES);
  const bare = rows.map(toTable);
  const numberOf = (table: string, column: string): number =>
    bare.find(({ name }) => name === table)?.columns.find(({ name }) => name === column)?.number ?? 0;
  return bare.map((table) => ({
    ...table,
    checks: coming.checks.flatMap((it) =>
      it.table === table.name
        ? [{ condition: it.condition, columns: it.columns.map((column) => numberOf(table.name, column)) }]
        : [],
    ),
    keys: coming.keys.flatMap((it) =>
      it.table === table.name
        ? [
            {
              to: it.to,
              columns: it.columns.map((column) => numberOf(table.name, column)),
              toColumns: it.toColumns.map((column) => numberOf(it.to, column)),
            },
          ]
        : [],
    ),
  }));
}

interface ColumnRow {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly unique: boolean;
  readonly base: string;
  readonly kind: string;
  readonly domain: boolean;
  readonly element: string | null;
  readonly labels: readonly string[];
  readonly modifier: number;
}

function toTable(row: Row): Table {
  const columns = (JSON.parse(String(row.columns ?? "[]")) ?? []) as ColumnRow[];
  const bounds = new Map<number, string[]>();
  for (const { column, bound } of (JSON.parse(String(row.bounds ?? "[]")) ?? []) as {
    column: number;
    bound: string;
  }[]) {
    bounds.set(column, [...(bounds.get(column) ?? []), ...literalsOfBound(bound)]);
  }
  return { oid: String(row.oid), name: String(row.name), columns: columns.map(toColumn), checks: [], keys: [], bounds };
}

function toColumn({ nullable, domain, modifier, ...rest }: ColumnRow): Column {
  const isNumeric = rest.base === "numeric" && modifier > 4;
  const hasLength = ["varchar", "bpchar"].includes(rest.base) && modifier > 4;
  const isBit = ["bit", "varbit"].includes(rest.base) && modifier > 0;
  return {
    ...rest,
    isNullable: nullable,
    isDomain: domain,
    length: hasLength ? modifier - 4 : isBit ? modifier : null,
    precision: isNumeric ? ((modifier - 4) >> 16) & 0xffff : null,
    scale: isNumeric ? (modifier - 4) & 0x7ff : null,
  };
}

/** `FOR VALUES FROM ('2024-01-01') TO (…)`: the lower bound belongs to it; `IN (…)`: each of them. */
function literalsOfBound(bound: string): readonly string[] {
  const range = /^FOR VALUES FROM \((.*)\) TO \(/s.exec(bound)?.[1];
  const list = /^FOR VALUES IN \((.*)\)$/s.exec(bound)?.[1];
  const text = range ?? list ?? "";
  return [...text.matchAll(/'((?:[^']|'')*)'|(?<![\w'])(-?\d+(?:\.\d+)?|true|false)(?![\w'])/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll("''", "'") ?? plain ?? "",
  );
}

const keyOf = (table: Pick<Table, "name">, number: number): string => `${table.name} ${number}`;

/** For each column an expression over the row's number that its type and its own checks accept. */
async function chooseValues(
  shadow: Connection,
  table: Table,
  rows: number,
  makers: Map<string, string | null>,
): Promise<void> {
  for (const column of table.columns) {
    const bounds = table.bounds.get(column.number) ?? [];
    const usual = bounds.length > 0 ? oneOf(bounds, column.type) : madeUpValue(column);
    const checks = table.checks.filter(({ columns }) => columns.length === 1 && columns[0] === column.number);
    makers.set(keyOf(table, column.number), await fitting(shadow, column, usual, checks, rows));
  }
}

async function fitting(
  shadow: Connection,
  column: Column,
  usual: string | null,
  checks: readonly Check[],
  rows: number,
): Promise<string | null> {
  if (checks.length === 0 && !column.isDomain) return usual;
  const condition = checks.map((it) => `(${it.condition}) IS NOT FALSE`).join(" AND ") || "true";
  const name = quoteName(column.name);
  const test = (value: string, count: number) =>
    answers(
      shadow,
      // Counted, since a column that nobody asks for is not computed, and its domain not checked.
      `SELECT coalesce(bool_and(${condition}), true) AND count(${name}) >= 0 AS ok FROM (SELECT ${value} AS ${name} FROM generate_series(1, ${count}) AS g(i)) AS t`,
    );
  if (usual !== null && (await test(usual, rows))) return usual;
  const conditions = [...checks.map((it) => it.condition), await domainConditions(shadow, column)];
  const fits: string[] = [];
  for (const candidate of candidatesOf(conditions.join(" "))) {
    if (await test(`${quoteText(candidate)}::${column.type}`, 1)) fits.push(candidate);
  }
  return fits.length > 0 ? oneOf(fits, column.type) : usual;
}

async function domainConditions(shadow: Connection, { isDomain, type }: Column): Promise<string> {
  if (!isDomain) return "";
  const { rows } = await shadow.query(
    "SELECT coalesce(string_agg(pg_get_constraintdef(oid), ' '), '') AS text FROM pg_constraint WHERE contypid = $1::regtype",
    [type],
  );
  return String(rows[0]?.text ?? "");
}

async function answers(shadow: Connection, sql: string): Promise<boolean> {
  try {
    return (await shadow.query(sql)).rows[0]?.ok === true;
  } catch {
    // The value does not suit the type or the condition: another is tried.
    return false;
  }
}

/** A column that points somewhere has the values of the column it points to. */
function borrowValues(table: Table, tables: readonly Table[], makers: Map<string, string | null>): void {
  for (const { columns, to, toColumns } of table.keys) {
    const parent = tables.find(({ name }) => name === to);
    if (!parent) continue;
    for (const [at, number] of columns.entries()) {
      const column = table.columns.find((it) => it.number === number);
      const made = makers.get(keyOf(parent, toColumns[at] ?? 0));
      if (column && made && !table.bounds.has(number)) makers.set(keyOf(table, number), `(${made})::${column.type}`);
    }
  }
}

/** All at once; where one row is refused, one by one. */
async function insertRows(
  shadow: Connection,
  table: Table,
  count: number,
  makers: ReadonlyMap<string, string | null>,
): Promise<string | null> {
  const columns = table.columns.flatMap((column) => {
    const made = makers.get(keyOf(table, column.number)) ?? null;
    return made === null ? [] : [{ column, made }];
  });
  const names = columns.map(({ column }) => quoteName(column.name)).join(", ");
  const values = columns.map(({ made }) => made).join(", ");
  const insert = (from: number, to: number, otherwise = "ON CONFLICT DO NOTHING") =>
    columns.length === 0
      ? `INSERT INTO ${table.name} SELECT FROM generate_series(${from}, ${to})`
      : `INSERT INTO ${table.name} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM generate_series(${from}, ${to}) AS g(i) ${otherwise}`;
  // Deferrable keys refuse ON CONFLICT.
  const tries = [insert(1, count), insert(1, count, "")];
  for (let row = 1; row <= Math.min(count, 60); row++) tries.push(insert(row, row));
  let failure: string | null = null;
  for (const [at, sql] of tries.entries()) {
    try {
      await shadow.query(sql);
      if (at < 2) return null;
    } catch (error) {
      failure = postgresErrors.describe(error).message;
    }
  }
  return failure;
}

/** Until nothing is left to take out: a row that goes can leave another without the one it points to. */
async function takeOutMisfits(shadow: Connection, coming: ComingConstraints): Promise<void> {
  for (let round = 0, isChanged = true; isChanged && round < 10; round++) {
    isChanged = false;
    for (const sql of [...coming.checks.map(misfitsOfCheck), ...coming.keys.map(orphans)]) {
      // What the shadow could not rebuild is told elsewhere.
      const removed = await shadow.query(sql).catch(() => null);
      isChanged ||= (removed?.rowCount ?? 0) > 0;
    }
  }
}

const misfitsOfCheck = ({ table, condition }: ComingConstraints["checks"][number]): string =>
  `DELETE FROM ${table} WHERE (${condition}) IS FALSE`;

function orphans({ table, columns, to, toColumns }: ComingConstraints["keys"][number]): string {
  const same = columns.map((name, at) => `p.${quoteName(toColumns[at] ?? name)} = c.${quoteName(name)}`);
  const set = columns.map((name) => `c.${quoteName(name)} IS NOT NULL`);
  return `DELETE FROM ${table} AS c WHERE ${set.join(" AND ")} AND NOT EXISTS (SELECT 1 FROM ${to} AS p WHERE ${same.join(" AND ")})`;
}
