import type { Connection } from "../connection.ts";
import type { PreparedQueries, QueryPlan, SampledQuery } from "../shadow.ts";
import { postgresErrors, sqlStateOf } from "./postgres-errors.ts";

const parametersOf = (sql: string): number =>
  Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));

const nulls = (sql: string): string => {
  const count = parametersOf(sql);
  return count === 0 ? "" : `(${Array.from({ length: count }, () => "NULL").join(", ")})`;
};

interface PlanNode {
  readonly "Node Type": string;
  readonly "Total Cost": number;
  readonly "Plan Rows": number;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The planner's choice; nothing is executed. Parameters are left open: the plan is the generic one. */
export async function explain(connection: Connection, sql: string): Promise<QueryPlan> {
  await connection.query("BEGIN READ ONLY");
  try {
    await connection.query("SET LOCAL plan_cache_mode = force_generic_plan");
    await connection.query(`PREPARE sluice_explained AS ${sql}`);
    try {
      const { rows } = await connection.query(`EXPLAIN (FORMAT JSON) EXECUTE sluice_explained${nulls(sql)}`);
      const text = String(Object.values(rows[0] ?? {})[0]);
      const [explained] = JSON.parse(text) as { readonly Plan: PlanNode }[];
      if (!explained) throw new Error("the server answered no plan");
      return planOf(explained.Plan);
    } finally {
      await connection.query("DEALLOCATE sluice_explained").catch(() => undefined);
    }
  } finally {
    await connection.query("ROLLBACK");
  }
}

function planOf(top: PlanNode): QueryPlan {
  const indexes = new Set<string>();
  const scans = new Set<string>();
  const visit = (node: PlanNode): void => {
    if (node["Index Name"] !== undefined) indexes.add(node["Index Name"]);
    if (node["Node Type"] === "Seq Scan" && node["Relation Name"] !== undefined) scans.add(node["Relation Name"]);
    for (const inner of node.Plans ?? []) visit(inner);
  };
  visit(top);
  // What changes rows gives none itself; the node below it finds them.
  const source = top["Node Type"] === "ModifyTable" ? (top.Plans?.[0] ?? top) : top;
  return { cost: top["Total Cost"], rows: source["Plan Rows"], indexes: [...indexes], sequentialScans: [...scans] };
}

/** Prepares each as a client would that has been connected since before the plan. */
export async function prepareQueries(session: Connection, texts: readonly string[]): Promise<PreparedQueries> {
  const prepared: boolean[] = [];
  for (const [at, sql] of texts.entries()) {
    prepared.push(await works(session, `PREPARE sluice_q${at} AS ${sql}`, `EXECUTE sluice_q${at}${nulls(sql)}`));
  }
  return {
    async outcomes() {
      const outcomes: ("works" | "breaks" | "not tried")[] = [];
      for (const [at, sql] of texts.entries()) {
        const isFine = prepared[at] && (await executes(session, `EXECUTE sluice_q${at}${nulls(sql)}`));
        outcomes.push(!prepared[at] ? "not tried" : isFine ? "works" : "breaks");
      }
      return outcomes;
    },
    close: () => session.close(),
  };
}

async function works(session: Connection, ...statements: readonly string[]): Promise<boolean> {
  try {
    for (const sql of statements) await session.query(`BEGIN; ${sql}; COMMIT`);
    return true;
  } catch {
    await session.query("ROLLBACK");
    return false;
  }
}

/** Rows are made up: what they themselves cause is no break. */
async function executes(session: Connection, sql: string): Promise<boolean> {
  try {
    await session.query("BEGIN");
    await session.query(sql);
    return true;
  } catch (error) {
    return /^(22|23|P0001)/.test(sqlStateOf(error) ?? "");
  } finally {
    await session.query("ROLLBACK");
  }
}

const FREQUENT = `
  SELECT s.query FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
   WHERE d.datname = current_database() AND s.query ~* '^\\s*(select|insert|update|delete|with)\\M' AND s.query !~* 'sluice'
     AND EXISTS (SELECT 1 FROM unnest($1::text[]) AS t(name) WHERE s.query ~* ('\\m' || regexp_replace(t.name, '\\W', '\\\\\\&', 'g') || '\\M'))
   ORDER BY s.total_exec_time DESC LIMIT $2`;

/** The queries on these tables that have taken most of the target's time; the note says why there are none. */
export async function readFrequent(
  target: Connection,
  tables: readonly string[],
  most: number,
): Promise<{ readonly queries: readonly SampledQuery[]; readonly note: string | null }> {
  const { rows: installed } = await target.query(
    "SELECT quote_ident(n.nspname) AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'",
  );
  const schema = installed[0]?.schema;
  if (schema === undefined) {
    const note =
      "The database has no pg_stat_statements, so only queries that the plan lists under `queries` are compared.";
    return { queries: [], note };
  }
  try {
    const sql = FREQUENT.replace("FROM pg_stat_statements", `FROM ${String(schema)}.pg_stat_statements`);
    const { rows } = await target.query(sql, [tables, most]);
    const queries = rows.map(({ query }, at) => ({
      name: `frequent query ${at + 1}`,
      sql: String(query),
      source: "statistics" as const,
    }));
    return { queries, note: null };
  } catch (error) {
    const { message } = postgresErrors.describe(error);
    return { queries: [], note: `pg_stat_statements could not be read: ${message}.` };
  }
}
