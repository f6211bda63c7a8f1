import { DomainError } from "#core/domain/domain-error.ts";
import { compareSnapshots } from "#core/shadow/compare-snapshots.ts";
import type { Connection } from "../connection.ts";
import type { Refusal, SchemaSnapshot, StatementEffect, TakenLock } from "../shadow.ts";
import { postgresErrors, sqlStateOf } from "./postgres-errors.ts";
import { blocksReads, blocksWrites, type LockMode, strengthOf } from "./postgres-locks.ts";
import { readSnapshot } from "./postgres-shadow-snapshot.ts";

interface Relation {
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly scans: number;
}
export type Relations = ReadonlyMap<string, Relation>;
/** By oid, the strongest mode. */
export type Locks = ReadonlyMap<string, LockMode>;

/** What is true before or after a statement. */
export interface Look {
  readonly relations: Relations;
  readonly locks: Locks;
  readonly snapshot: SchemaSnapshot;
}

const KINDS: Readonly<Record<string, string>> = {
  r: "table",
  p: "partitioned table",
  i: "index",
  I: "partitioned index",
  v: "view",
  m: "materialized view",
  S: "sequence",
  c: "type",
};

const RELATIONS = `
  SELECT c.oid::text AS oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind AS kind, coalesce(pg_relation_filenode(c.oid), 0)::text AS file,
         coalesce(s.seq_scan, 0)::text AS scans
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_xact_user_tables s ON s.relid = c.oid
   WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND n.nspname !~ '^pg_(toast|temp)'`;

export async function readRelations(connection: Connection): Promise<Relations> {
  const { rows } = await connection.query(RELATIONS);
  return new Map(
    rows.map((row) => [
      String(row.oid),
      {
        name: String(row.name).replace(/^public\./, ""),
        kind: KINDS[String(row.kind)] ?? "relation",
        file: String(row.file),
        scans: Number(row.scans),
      },
    ]),
  );
}

export async function readLocks(connection: Connection, backend: string, isGranted: boolean): Promise<Locks> {
  const { rows } = await connection.query(
    `SELECT relation::text AS oid, mode FROM pg_locks
      WHERE pid = $1::int AND locktype = 'relation' AND relation >= 16384 AND (granted OR NOT $2)
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [backend, isGranted],
  );
  const locks = new Map<string, LockMode>();
  for (const row of rows) strengthen(locks, String(row.oid), modeOf(String(row.mode)));
  return locks;
}

/** `AccessExclusiveLock` is ACCESS EXCLUSIVE. */
const modeOf = (name: string): LockMode =>
  name
    .replace(/Lock$/, "")
    .replaceAll(/(?<!^)([A-Z])/g, " $1")
    .toUpperCase() as LockMode;

export function strengthen(locks: Map<string, LockMode>, oid: string, mode: LockMode): void {
  const had = locks.get(oid);
  if (had === undefined || strengthOf(mode) > strengthOf(had)) locks.set(oid, mode);
}

/** Reading definitions locks relations too: a savepoint gives those locks back. */
export async function lookWithin(connection: Connection, backend: string): Promise<Look> {
  const relations = await readRelations(connection);
  const locks = await readLocks(connection, backend, true);
  await connection.query("SAVEPOINT sluice_look");
  const snapshot = await readSnapshot(connection);
  await connection.query("ROLLBACK TO SAVEPOINT sluice_look; RELEASE SAVEPOINT sluice_look");
  return { relations, locks, snapshot };
}

export const lookBetween = async (connection: Connection): Promise<Look> => ({
  relations: await readRelations(connection),
  locks: new Map(),
  snapshot: await readSnapshot(connection),
});

interface Seen {
  readonly sql: string;
  readonly ms: number;
  readonly sent: StatementEffect["sent"];
  /** Existed before the transaction: others can wait for these only. */
  readonly existing: Relations;
  readonly before: Look;
  readonly after: Look;
  readonly notices: readonly string[];
}

/** Puts two looks and what the server said between them together. */
export function effectOf({ sql, ms, sent, existing, before, after, notices }: Seen): StatementEffect {
  const pairs = [...before.relations].flatMap(([oid, was]) => {
    const is = after.relations.get(oid);
    return is && existing.has(oid) ? [{ was, is, hasNewFile: is.file !== was.file && was.file !== "0" }] : [];
  });
  const renewed = pairs.filter(({ hasNewFile }) => hasNewFile).map(({ was }) => was);
  const scanned = isData(sql)
    ? []
    : pairs.filter((it) => isScanned(it, notices, sent === "alone" ? 2 : 1)).map(({ was }) => was.name);
  const built = notices.flatMap((it) => {
    const [, index, table] = BUILDS.exec(it) ?? [];
    const isOld = [...existing.values()].some(({ name }) => lastOf(name) === table);
    return index !== undefined && isOld ? [index] : [];
  });
  const rebuilt = renewed.flatMap(({ kind, name }) => (kind.includes("index") ? [lastOf(name)] : []));
  return {
    sql,
    ms,
    sent,
    locks: takenLocks(existing, before.locks, after.locks),
    rewritten: renewed.flatMap(({ kind, name }) => (kind === "table" || kind === "materialized view" ? [name] : [])),
    scanned,
    indexesBuilt: [...new Set([...built, ...rebuilt])],
    spared: notices.filter((it) => /are sufficient to prove|is implied by existing constraints/.test(it)),
    ...compareSnapshots(before.snapshot, after.snapshot),
    pagesChanged: null,
    refused: null,
  };
}

/** How a query reads a small table of made-up rows says nothing of the target. */
const isData = (sql: string): boolean =>
  /^\s*(?:\/\*.*?\*\/\s*)*(select|insert|update|delete|merge|with|copy|table|values|explain)\b/is.test(sql);

interface Pair {
  readonly was: Relation;
  readonly is: Relation;
  readonly hasNewFile: boolean;
}

/** A rewrite reads the table once, an index build once or, when it is concurrent, twice; a scan is what is left. */
const isScanned = ({ was, is, hasNewFile }: Pair, notices: readonly string[], readsPerBuild: number): boolean =>
  is.scans - was.scans > readsPerBuild * notices.filter((it) => isBuildOn(it, was.name)).length + (hasNewFile ? 1 : 0);

const BUILDS = /^building index "((?:[^"]|"")+)" on table "((?:[^"]|"")+)"/;
const isBuildOn = (notice: string, name: string): boolean => BUILDS.exec(notice)?.[2] === lastOf(name);
/** Messages name relations without their schema. */
const lastOf = (name: string): string => {
  const last = /(?:"((?:[^"]|"")+)"|[^."]+)$/.exec(name);
  return last?.[1]?.replaceAll('""', '"') ?? last?.[0] ?? name;
};

export function takenLocks(existing: Relations, before: Locks, after: Locks): readonly TakenLock[] {
  return [...after]
    .flatMap(([oid, mode]) => {
      const relation = existing.get(oid);
      if (!relation) return [];
      const had = before.get(oid);
      const held = had !== undefined && strengthOf(had) >= strengthOf(mode);
      return [
        {
          relation: relation.name,
          kind: relation.kind,
          mode,
          blocksReads: blocksReads(mode),
          blocksWrites: blocksWrites(mode),
          held,
        },
      ];
    })
    .toSorted(
      (a, b) => strengthOf(b.mode as LockMode) - strengthOf(a.mode as LockMode) || (a.relation < b.relation ? -1 : 1),
    );
}

/** 23502 is the plan's: made-up rows have a value everywhere, so that the column is the plan's own. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof DomainError) return { code: error.code, message: error.message, because: "plan" };
  const state = sqlStateOf(error) ?? "";
  const { code, message } = postgresErrors.describe(error);
  return { code, message, because: causeOf(state, message) };
}

function causeOf(state: string, message: string): Refusal["because"] {
  if (state === "23502") return "plan";
  if (state === "25001") return "transaction";
  if (/^(22|23|P0001)/.test(state)) return "rows";
  const lacksRole = state === "42704" && /\brole\b/.test(message);
  const isOfTheServer = /^(42501|53|54|57|58|08)/.test(state) || (state === "0A000" && /extension/.test(message));
  return lacksRole || isOfTheServer || state === "" ? "shadow" : "plan";
}

export const refusedEffect = (
  sql: string,
  { sent, ms, refused, locks }: Pick<StatementEffect, "sent" | "ms" | "locks"> & { readonly refused: Refusal },
): StatementEffect => ({
  sql,
  ms,
  sent,
  locks,
  rewritten: [],
  scanned: [],
  indexesBuilt: [],
  spared: [],
  made: [],
  changed: [],
  gone: [],
  pagesChanged: null,
  refused,
});
