import type { Connection } from "../connection.ts";
import type { PostgresDriver } from "../drivers.ts";
import type { Shadow, ShadowFacts, ShadowMaker, ShadowRequest } from "../shadow.ts";
import { factsOf } from "./postgres-connection.ts";
import { quoteTableName } from "./postgres-names.ts";
import { rebuild } from "./postgres-shadow-build.ts";
import { readDependents } from "./postgres-shadow-dependents.ts";
import { choosePlace, createScratch, type ScratchDatabase } from "./postgres-shadow-place.ts";
import { probeDependents } from "./postgres-shadow-probe.ts";
import { explain, prepareQueries, readFrequent } from "./postgres-shadow-queries.ts";
import { readComing } from "./postgres-shadow-rows.ts";
import { readShadowSchema } from "./postgres-shadow-schema.ts";
import { readScope } from "./postgres-shadow-scope.ts";
import { readSnapshot } from "./postgres-shadow-snapshot.ts";
import { applyStatistics, type CopiedStatistics, readStatistics } from "./postgres-shadow-statistics.ts";
import { type TracedSession, traceAlone, traceTogether } from "./postgres-shadow-trace.ts";

/** Shadows in databases of their own on a scratch server. */
export const createPostgresShadow = (driver: PostgresDriver): ShadowMaker => ({
  explain,
  frequent: readFrequent,
  async build(target, request) {
    const { version } = factsOf(target);
    const place = await choosePlace(driver, request.places, version);
    await request.progress("reading the schema");
    const read = await readTarget(target, request);
    const scratch = await createScratch(driver, place, read.schema.encoding);
    try {
      const session = await openTraced(scratch);
      await request.progress("building the schema");
      const rows = { coming: read.coming, perTable: request.rowsPerTable };
      const rebuilt = await rebuild(scratch, session.connection, read.schema, rows, request.progress);
      const facts: ShadowFacts = {
        version: versionText(factsOf(session.connection).version),
        majorVersion: Math.trunc(scratch.version / 10_000),
        targetVersion: versionText(version),
        isSameVersion: Math.trunc(scratch.version / 10_000) === Math.trunc(version / 10_000),
        place: scratch.whose,
        tables: rebuilt.tables.map(({ name, rows: count }) => ({ name: name.replace(/^public\./, ""), rows: count })),
        rebuilt: rebuilt.counts,
        missing: rebuilt.missing,
      };
      return shadowIn(scratch, session, { facts, dependents: read.dependents }, read.statistics);
    } catch (error) {
      await scratch.drop();
      throw error;
    }
  },
});

/** One snapshot, so that what is read fits together; read-only, so that nothing can go wrong. */
async function readTarget(target: Connection, { texts, tables }: ShadowRequest) {
  await target.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    // Definitions name the schema of everything that is not in it.
    await target.query("SELECT set_config('search_path', 'pg_catalog', true)");
    const scope = await readScope(target, [...texts, ...tables]);
    const schema = await readShadowSchema(target, scope);
    const coming = await readComing(target, [...scope.all]);
    const dependents = await readDependents(target, scope);
    return { schema, coming, dependents, statistics: await readStatistics(target, [...scope.all]) };
  } finally {
    await target.query("ROLLBACK");
  }
}

const versionText = (version: number): string => `PostgreSQL ${Math.trunc(version / 10_000)}.${version % 10_000}`;

async function openTraced(scratch: ScratchDatabase): Promise<TracedSession> {
  let notices: string[] = [];
  const connection = await scratch.open((message) => notices.push(message));
  // Workers of a parallel build or scan count in statistics of their own.
  await connection.query(
    "SELECT set_config('max_parallel_maintenance_workers', '0', false), set_config('max_parallel_workers_per_gather', '0', false)",
  );
  return {
    connection,
    heard() {
      const heard = notices;
      notices = [];
      return heard;
    },
  };
}

function shadowIn(
  scratch: ScratchDatabase,
  first: TracedSession,
  known: Pick<Shadow, "facts" | "dependents">,
  statistics: CopiedStatistics,
): Shadow {
  let session = first;
  return {
    ...known,
    get connection() {
      return session.connection;
    },
    snapshot: () => readSnapshot(session.connection),
    probe: () => probeDependents(session.connection),
    runTogether: (statements, options) => traceTogether(session, statements, options),
    runAlone: (statement) => traceAlone(session, statement, () => scratch.open()),
    applyStatistics: () => applyStatistics(scratch, session.connection, statistics),
    prepare: async (texts) => prepareQueries(await scratch.open(), texts),
    async empty(tables) {
      const names = tables.map(quoteTableName);
      const found = await session.connection.query(
        "SELECT name FROM unnest($1::text[]) AS x(name) JOIN pg_class c ON c.oid = to_regclass(x.name) WHERE c.relkind IN ('r', 'p')",
        [names],
      );
      const list = found.rows.map(({ name }) => String(name)).join(", ");
      if (list !== "") await session.connection.query(`TRUNCATE ${list} CASCADE`);
    },
    async fork() {
      // A database is copied only while nobody is in it.
      await session.connection.close();
      const copy = await scratch.copy();
      session = await openTraced(scratch);
      return shadowIn(copy, await openTraced(copy), known, statistics);
    },
    async [Symbol.asyncDispose]() {
      await session.connection.close();
      await scratch.drop();
    },
  };
}
