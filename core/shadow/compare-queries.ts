import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { PreparedQueries, QueryPlan, SampledQuery, Shadow } from "#core/engines/shadow.ts";
import type { QueryComparison } from "./query-comparison.ts";

interface Explained {
  readonly plan: QueryPlan | null;
  readonly why: string | null;
}

/** Plans of the queries before the plan runs, on the target and on the shadow. */
export interface QueriesBefore {
  readonly queries: readonly SampledQuery[];
  readonly onTarget: readonly Explained[];
  readonly onShadow: readonly Explained[];
  /** What is not compared, and why. */
  readonly notes: readonly string[];
}

/** Reads what the planner chooses now. Queries that are not one statement are not sent. */
export async function explainBefore(
  engine: Engine,
  target: Connection,
  shadow: Shadow,
  queries: readonly SampledQuery[],
): Promise<QueriesBefore> {
  await shadow.applyStatistics();
  const sendable: SampledQuery[] = [];
  const notes: string[] = [];
  for (const query of queries) {
    if (await isOneStatement(engine, query.sql)) sendable.push(query);
    else notes.push(`The query “${query.name}” is not one statement, so it was not compared.`);
  }
  const onTarget: Explained[] = [];
  const onShadow: Explained[] = [];
  for (const { sql } of sendable) {
    onTarget.push(await explained(engine, target, sql));
    onShadow.push(await explained(engine, shadow.connection, sql));
  }
  return { queries: sendable, onTarget, onShadow, notes };
}

/** The same after the plan has run on the shadow, and what clients with prepared statements met. */
export async function compareQueries(
  engine: Engine,
  shadow: Shadow,
  { queries, onTarget, onShadow, notes: left }: QueriesBefore,
  prepared: Awaited<ReturnType<PreparedQueries["outcomes"]>>,
): Promise<{ readonly queries: readonly QueryComparison[]; readonly notes: readonly string[] }> {
  if (queries.length === 0) return { queries: [], notes: left };
  const notes = [...left, ...(await shadow.applyStatistics())];
  const compared: QueryComparison[] = [];
  for (const [at, query] of queries.entries()) {
    const after = await explained(engine, shadow.connection, query.sql);
    const [before, was] = [onTarget[at], onShadow[at]];
    const scans = after.plan?.sequentialScans ?? [];
    compared.push({
      ...query,
      before: before?.plan ?? null,
      after: after.plan,
      newSequentialScans: was?.plan ? scans.filter((it) => !was.plan?.sequentialScans.includes(it)) : [],
      prepared: prepared[at] ?? "not tried",
      notes: [
        ...(before?.why ? [`Before the plan: ${before.why}.`] : []),
        ...(after.why ? [`After the plan: ${after.why}.`] : []),
        ...costNote(was?.plan ?? null, after.plan),
      ],
    });
  }
  return { queries: compared, notes };
}

/** Costs of target and shadow are of files of different sizes: a like can be compared with its like only. */
function costNote(before: QueryPlan | null, after: QueryPlan | null): readonly string[] {
  if (!before?.cost || !after?.cost) return [];
  const factor = after.cost / before.cost;
  if (factor < 1.5 && factor > 0.67) return [];
  return [
    factor > 1
      ? `On the shadow it costs ${factor.toFixed(1)} times as much as before the plan.`
      : `On the shadow it costs ${(1 / factor).toFixed(1)} times less than before the plan.`,
  ];
}

async function isOneStatement({ statements }: Engine, sql: string): Promise<boolean> {
  const read = await statements.read(sql).catch(() => []);
  return read.length === 1;
}

async function explained(engine: Engine, connection: Connection, sql: string): Promise<Explained> {
  try {
    return { plan: await engine.shadow.explain(connection, sql), why: null };
  } catch (error) {
    return { plan: null, why: engine.errors.describe(error).message };
  }
}
