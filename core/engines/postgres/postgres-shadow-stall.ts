import type { Connection } from "../connection.ts";
import type { LockMode } from "./postgres-locks.ts";
import { type Locks, type Relations, readLocks, strengthen } from "./postgres-shadow-observer.ts";

export interface Stalled extends AsyncDisposable {
  /** Looks at the statement's locks until it ends; answers its error, if it has one. */
  during(statement: Promise<unknown>): Promise<{ readonly error: unknown } | null>;
  locks(): Locks;
}

/** More tables than these are held by one session together. */
const MOST_HOLDERS = 8;

/** Sessions that stand in the statement's way until it waits for them, and one that looks at its locks. */
export async function stall(open: () => Promise<Connection>, backend: string, relations: Relations): Promise<Stalled> {
  const tables = [...relations.values()].filter(({ kind }) => kind === "table" || kind === "partitioned table");
  const holders: Connection[] = [];
  const watcher = await open();
  for (const group of groupsOf(tables.map(({ name }) => name))) {
    const holder = await open();
    holders.push(holder);
    await holder.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class");
    await holder.query(`LOCK TABLE ${group.join(", ")} IN ROW EXCLUSIVE MODE`);
  }
  const seen = new Map<string, LockMode>();
  return {
    async during(statement) {
      let isOver = false;
      let failure: { readonly error: unknown } | null = null;
      const ended = statement.then(
        () => {
          isOver = true;
        },
        (error: unknown) => {
          isOver = true;
          failure = { error };
        },
      );
      while (!isOver) {
        // Asked first: while the statement waits for them, the look at its locks misses none.
        const inTheWay = await blockersOf(watcher, backend);
        for (const [oid, mode] of await readLocks(watcher, backend, false)) strengthen(seen, oid, mode);
        await letGo(inTheWay, holders);
      }
      await ended;
      return failure;
    },
    locks: () => seen,
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([watcher, ...holders].map((it) => it.close()));
    },
  };
}

function groupsOf(names: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const [at, name] of names.entries()) {
    const group = at % MOST_HOLDERS;
    groups[group] = [...(groups[group] ?? []), name];
  }
  return groups;
}

async function blockersOf(watcher: Connection, backend: string): Promise<readonly string[]> {
  const { rows } = await watcher.query("SELECT unnest(pg_blocking_pids($1::int))::text AS pid", [backend]);
  return rows.map(({ pid }) => String(pid));
}

/** Only whom the statement waits for: it goes on to its next stop. */
async function letGo(inTheWay: readonly string[], holders: Connection[]): Promise<void> {
  for (const pid of inTheWay) {
    const at = holders.findIndex(({ backend }) => backend === pid);
    const [holder] = at < 0 ? [] : holders.splice(at, 1);
    await holder?.close();
  }
}
