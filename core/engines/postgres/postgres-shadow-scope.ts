import type { Connection } from "../connection.ts";

/** What a shadow copies: relations by oid, the plan's own ones first. */
export interface ShadowScope {
  /** Relations that the plan names, with their partitions and parents. */
  readonly named: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

interface Graph {
  readonly mentioned: readonly string[];
  /** Partitions and inheritance, both ways. */
  readonly family: ReadonlyMap<string, readonly string[]>;
  /** Foreign keys, both ways. */
  readonly neighbours: ReadonlyMap<string, readonly string[]>;
  /** From a relation to the views that read it, and back. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
  readonly sources: ReadonlyMap<string, readonly string[]>;
}

export const USER_SCHEMA = `n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND n.nspname !~ '^pg_(toast|temp)'`;
/** Made by an extension, which brings it along. */
export const notOfExtension = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

/** Words of a text that may be names: too many do no harm, they only enlarge the shadow. */
export function wordsOf(texts: readonly string[]): readonly string[] {
  const words = new Set<string>();
  for (const text of texts) {
    for (const [word] of text.matchAll(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu)) {
      words.add(word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase());
    }
  }
  return [...words];
}

/** The relations that the texts name, their families, foreign key neighbours, readers, and what these need. */
export async function readScope(connection: Connection, texts: readonly string[]): Promise<ShadowScope> {
  const graph = await readGraph(connection, wordsOf(texts));
  const named = closure(graph.mentioned, [graph.family]);
  const near = new Set([...named, ...[...named].flatMap((oid) => graph.neighbours.get(oid) ?? [])]);
  const read = closure([...named], [graph.readers]);
  const all = closure([...near, ...read], [graph.sources, graph.family]);
  return { named, all };
}

function closure(start: readonly string[], edges: readonly ReadonlyMap<string, readonly string[]>[]): Set<string> {
  const seen = new Set(start);
  for (const oid of seen) {
    for (const edge of edges) for (const next of edge.get(oid) ?? []) seen.add(next);
  }
  return seen;
}

const MENTIONED = `
  SELECT c.oid::text AS oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relname = ANY ($1::text[]) AND ${USER_SCHEMA}
  UNION SELECT i.indrelid::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relname = ANY ($1::text[]) AND ${USER_SCHEMA}
  UNION SELECT a.attrelid::text FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace n ON n.oid = t.typnamespace
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
   WHERE t.typname = ANY ($1::text[]) AND NOT a.attisdropped AND ${USER_SCHEMA}
  UNION SELECT d.refobjid::text FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S' JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND c.relname = ANY ($1::text[]) AND ${USER_SCHEMA}
  UNION SELECT t.tgrelid::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE p.proname = ANY ($1::text[]) AND ${USER_SCHEMA}`;

async function readGraph(connection: Connection, words: readonly string[]): Promise<Graph> {
  const mentioned = await connection.query(MENTIONED, [words]);
  const family = await pairs(connection, "SELECT inhrelid::text AS a, inhparent::text AS b FROM pg_inherits");
  const keys = await pairs(
    connection,
    "SELECT conrelid::text AS a, confrelid::text AS b FROM pg_constraint WHERE contype = 'f'",
  );
  const views = await pairs(
    connection,
    `SELECT DISTINCT r.ev_class::text AS a, d.refobjid::text AS b FROM pg_rewrite r
       JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
       JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE d.refobjid <> r.ev_class AND ${USER_SCHEMA}`,
  );
  return {
    mentioned: mentioned.rows.map((row) => String(row.oid)),
    family: grouped([...family, ...family.map(swap)]),
    neighbours: grouped([...keys, ...keys.map(swap)]),
    readers: grouped(views.map(swap)),
    sources: grouped(views),
  };
}

type Pair = readonly [string, string];
const swap = ([a, b]: Pair): Pair => [b, a];

async function pairs(connection: Connection, sql: string): Promise<readonly Pair[]> {
  const { rows } = await connection.query(sql);
  return rows.map((row) => [String(row.a), String(row.b)]);
}

function grouped(of: readonly Pair[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [a, b] of of) groups.set(a, [...(groups.get(a) ?? []), b]);
  return groups;
}
