import type { Connection, Row } from "../connection.ts";
import type { AskedColumn, CountedStatement, CountedStatements, StatementHistory } from "../statement-history.ts";
import type { ReachedColumn } from "./postgres-access-scope.ts";
import { reachOf } from "./postgres-column-reach.ts";
import { isLost, postgresErrors } from "./postgres-errors.ts";
import { quoteName } from "./postgres-names.ts";
import { textAccess } from "./postgres-text-access.ts";

/** From pg_stat_statements, of all users. Only reads. */
export const postgresStatementHistory: StatementHistory = {
  async counted(connection, columns) {
    const place = await findView(connection);
    if ("missing" in place) return { statements: null, notes: [`${place.missing}: ${ONLY_HEARTBEATS}`] };
    try {
      return await readCounted(connection, place.view, columns);
    } catch (error) {
      if (isLost(error)) throw error;
      // Created, but not loaded by the server.
      const { message } = postgresErrors.describe(error);
      return { statements: null, notes: [`pg_stat_statements could not be read (${message}): ${ONLY_HEARTBEATS}`] };
    }
  },
};

const ONLY_HEARTBEATS = "only heartbeats were looked at.";

/** Without the right, texts of other users are hidden: none of them would be found to use a column. */
async function findView(connection: Connection): Promise<{ readonly view: string } | { readonly missing: string }> {
  const { rows } = await connection.query(
    `SELECT (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
              WHERE e.extname = 'pg_stat_statements') AS schema,
            pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all, current_user::text AS me`,
  );
  const { schema, sees_all: seesAll, me } = rows[0] ?? {};
  if (typeof schema !== "string") return { missing: "pg_stat_statements is not installed" };
  if (seesAll !== true)
    return {
      missing: `Statements of other users are hidden, GRANT pg_read_all_stats TO ${quoteName(String(me))} shows them`,
    };
  return { view: `${schema}.pg_stat_statements` };
}

interface Reached {
  readonly key: string;
  readonly reach: ReachedColumn;
}

async function readCounted(
  connection: Connection,
  view: string,
  columns: readonly AskedColumn[],
): Promise<CountedStatements> {
  const reached: Reached[] = [];
  for (const column of columns) reached.push({ key: column.key, reach: await reachOf(connection, column) });
  const names = new Set(reached.flatMap(({ reach }) => [...reach.relations, ...reach.views].map(({ name }) => name)));
  // Only fewer texts to parse: whether one of them uses a column the parser says.
  const { rows } = await connection.query(
    `SELECT s.userid || '/' || s.queryid || '/' || s.toplevel AS id, s.query, s.calls::text AS calls
       FROM ${view} s JOIN pg_database d ON d.oid = s.dbid
      WHERE d.datname = current_database()
        AND EXISTS (SELECT 1 FROM unnest($1::text[]) AS t(name) WHERE position(lower(t.name) IN lower(s.query)) > 0)`,
    [[...names]],
  );
  const used = await Promise.all(rows.map((row) => usesOf(row, reached)));
  return { statements: used.flat(), notes: await readGaps(connection, view) };
}

async function usesOf({ id, query, calls }: Row, reached: readonly Reached[]): Promise<readonly CountedStatement[]> {
  const text = String(query);
  const accesses = await textAccess(
    text,
    reached.map(({ reach }) => reach),
  );
  return accesses.flatMap(({ reads, writes }, at) => {
    const counted = { id: String(id), key: reached[at]?.key ?? "", text, calls: Number(calls) };
    return [
      ...(reads ? [{ ...counted, access: "read" as const }] : []),
      ...(writes ? [{ ...counted, access: "write" as const }] : []),
    ];
  });
}

/** What the extension does not count as it is set up. */
async function readGaps(connection: Connection, view: string): Promise<readonly string[]> {
  const { rows } = await connection.query(
    `SELECT current_setting('pg_stat_statements.track') AS track, (SELECT dealloc FROM ${view}_info)::text AS dealloc`,
  );
  const { track, dealloc } = rows[0] ?? {};
  return [
    ...(track === "none" ? ["pg_stat_statements.track is none: no statement is counted."] : []),
    ...(track === "top"
      ? [
          "Statements inside functions are not counted (pg_stat_statements.track is top): only heartbeats tell of those.",
        ]
      : []),
    ...(Number(dealloc) > 0
      ? [
          "Rare statements were dropped from pg_stat_statements now and then: a larger pg_stat_statements.max keeps them.",
        ]
      : []),
  ];
}
