import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Client } from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import type { StatementEffects } from "#core/analysis/statement-effects.ts";
import { uniqueName } from "#test/databases.ts";
import { createDatabase, dropDatabase } from "#test/server-databases.ts";
import { postgresOf, type TestPostgres, urlOf } from "#test/servers.ts";
import type { Connection } from "../connection.ts";
import { postgresAnalyser } from "./postgres-analyser.ts";
import { type LockMode, strengthOf } from "./postgres-locks.ts";

interface Case {
  readonly id: string;
  readonly setup?: string;
  readonly sql: string;
  readonly alone?: boolean;
  readonly measured: readonly { readonly versions: readonly number[] }[];
}

const file = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/postgres-locks/${name}`, import.meta.url), "utf8");
const CASES = JSON.parse(file("cases.json")) as readonly Case[];
/** Roles belong to the server, which other tests use as well. */
const BASE = file("base.sql").replace(
  "CREATE ROLE lab_role",
  () => "DO $$ BEGIN CREATE ROLE lab_role; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
);
/** Refuses transactions: its locks are gone before they can be asked for. `bench:truth` holds those against the recorded truth. */
const inTransaction = (major: number) =>
  CASES.filter(({ alone, measured }) => !alone && measured.some(({ versions }) => versions.includes(major)));

interface Seen {
  readonly refused: string | null;
  readonly locks: ReadonlyMap<string, LockMode>;
  readonly rewritten: ReadonlySet<string>;
  readonly rebuilt: ReadonlySet<string>;
  readonly scanned: ReadonlySet<string>;
}

const RELATIONS = `SELECT c.oid::text AS oid, c.relname AS name, c.relkind AS kind, c.relfilenode::text AS file, t.relname AS of
  FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace`;
const MODES =
  "SELECT relation::text AS oid, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted";
const READS =
  "SELECT relname AS name, seq_scan::int AS reads FROM pg_stat_xact_user_tables WHERE schemaname = 'public'";

/** Runs a statement in a transaction that is rolled back, and looks at what it left before that. */
async function observe(client: Client, sql: string): Promise<Seen> {
  const notices: string[] = [];
  const listen = ({ message }: { readonly message?: string | undefined }) => notices.push(message ?? "");
  client.on("notice", listen);
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL client_min_messages = debug1");
    const before = (await client.query(RELATIONS)).rows;
    const reads = new Map((await client.query(READS)).rows.map((it) => [it.name, it.reads]));
    const refused = await client.query(sql).then(
      () => null,
      (error: { readonly code: string }) => error.code,
    );
    const nothing = {
      locks: new Map(),
      rewritten: new Set<string>(),
      rebuilt: new Set<string>(),
      scanned: new Set<string>(),
    };
    if (refused !== null) return { ...nothing, refused };
    const wasThere = (name: string) => before.some((it) => it.name === name);
    const locks = strongest((await client.query(MODES)).rows, new Map(before.map((it) => [it.oid, it.name])));
    const after = new Map((await client.query(RELATIONS)).rows.map((it) => [it.oid, it.file]));
    const changed = before.filter((it) => after.has(it.oid) && after.get(it.oid) !== it.file);
    const grown = (await client.query(READS)).rows.filter((it) => it.reads > (reads.get(it.name) ?? 0));
    return {
      refused,
      locks,
      rewritten: new Set(changed.filter(({ kind }) => /[rm]/.test(kind)).map(({ name }) => name)),
      rebuilt: new Set([
        ...changed.flatMap(({ kind, of }) => (kind === "i" ? [of] : [])),
        ...built(notices).filter(wasThere),
      ]),
      scanned: new Set([...grown.map(({ name }) => name), ...verified(notices)].filter(wasThere)),
    };
  } finally {
    await client.query("ROLLBACK");
    client.off("notice", listen);
  }
}

/** Indexes of TOAST are no business of anybody. */
const built = (notices: readonly string[]) =>
  notices.flatMap((it) => /^building index .* on table "((?!pg_toast).*?)"/.exec(it)?.[1] ?? []);
const verified = (notices: readonly string[]) =>
  notices.flatMap((it) => /^verifying table "(.*?)"/.exec(it)?.[1] ?? []);

function strongest(
  rows: readonly { readonly oid: string; readonly mode: string }[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, LockMode> {
  const found = new Map<string, LockMode>();
  for (const { oid, mode } of rows) {
    const name = names.get(oid);
    const words = mode
      .replace(/Lock$/, "")
      .replaceAll(/(?!^)([A-Z])/g, " $1")
      .toUpperCase() as LockMode;
    if (name !== undefined && strengthOf(words) > strengthOf(found.get(name) ?? "none")) found.set(name, words);
  }
  return found;
}

/** What the analysis told, and what was seen, in the same words; what it leaves open with its condition is left out of both. */
function sides(effects: StatementEffects, seen: Seen, sql: string) {
  const isOpen = (name: string) => effects.depends.some(({ relation }) => relation?.name === name);
  const told = effects.relations.map((it) => ({ ...it, name: it.relation.name }));
  const names = (test: (it: (typeof told)[number]) => boolean) =>
    told
      .filter(test)
      .map(({ name }) => name)
      .toSorted();
  // TRUNCATE gives a new empty file; nothing is copied.
  const isEmptied = /^TRUNCATE/.test(sql);
  const works = new Set([...seen.rewritten, ...seen.rebuilt, ...names((it) => it.rewrites || it.buildsIndex)]);
  // A rewrite and a build read their table too: only what is read besides is a scan, and the counters cannot tell those apart.
  const isScan = (name: string) => !isOpen(name) && !works.has(name);
  return {
    told: {
      refused: effects.refused?.code ?? null,
      locks: Object.fromEntries(told.map(({ name, lock }) => [name, lock]).toSorted()),
      rewrites: names(({ rewrites }) => rewrites),
      builds: names(({ buildsIndex }) => buildsIndex),
      scans: names(({ scans, name }) => scans && isScan(name)),
    },
    seen: {
      refused: seen.refused,
      locks: Object.fromEntries([...seen.locks].toSorted()),
      rewrites: isEmptied ? [] : [...seen.rewritten].toSorted(),
      builds: isEmptied ? [] : [...seen.rebuilt].toSorted(),
      scans: [...seen.scanned].filter(isScan).toSorted(),
    },
  };
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const asConnection = (client: Client): Connection => ({
  backend: null,
  query: async (sql, params) => {
    const result = await client.query(sql, params ? [...params] : undefined);
    const last = Array.isArray(result) ? result.at(-1) : result;
    return { rows: last.rows, rowCount: last.rowCount ?? 0, command: last.command };
  },
  cancel: async () => undefined,
  close: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
});

/** Predicts from the live catalog, then runs the statement there. */
async function held(client: Client, { sql }: Case, version: number) {
  const model = await postgresAnalyser.readModel(asConnection(client), "all");
  const [statement] = await postgresAnalyser.read(sql);
  if (!statement) throw new Error(`No statement in ${sql}`);
  const effects = postgresAnalyser.predict(statement, model, { version, transaction: "wrapped" });
  return sides(effects, await observe(client, sql), sql);
}

async function databaseOf(server: TestPostgres, template: string): Promise<string> {
  const name = uniqueName("locks");
  await createDatabase(server, name, template);
  return name;
}

test.each([15, 18] as const)(
  "on PostgreSQL %i, what is told from the live catalog is what the server does",
  async (major) => {
    const server = await postgresOf(inject("serversDir"), `${major}`);
    const base = await databaseOf(server, "template0");
    onTestFinished(() => dropDatabase(server, base));
    await withClient(urlOf(server, base), (client) => client.query(BASE));
    let conditional = 0;
    const different: unknown[] = [];
    for (const it of inTransaction(major)) {
      const database = it.setup ? await databaseOf(server, base) : base;
      const { told, seen } = await withClient(urlOf(server, database), async (client) => {
        for (const part of (it.setup ?? "").split(";")) if (part.trim() !== "") await client.query(part);
        return await held(client, it, major);
      });
      if (it.setup) await dropDatabase(server, database);
      // Refused for a row that is there: told as a condition, since no catalog shows it.
      if (seen.refused === "23503" && told.refused === null) {
        conditional += 1;
        continue;
      }
      if (!isDeepStrictEqual(told, seen)) different.push({ id: it.id, told, seen });
    }
    expect(different).toEqual([]);
    expect(conditional).toBe(1);
  },
  600_000,
);
