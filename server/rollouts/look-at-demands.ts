import { parseColumnName } from "#core/domain/column-name.ts";
import { demandedColumns } from "#core/domain/demanded-columns.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { GateDemand } from "#core/domain/gate-demand.ts";
import { judgeDemands } from "#core/domain/judge-demands.ts";
import { type KeptWatch, nextWatch, toStatementWatch } from "#core/domain/next-watch.ts";
import type { AskedColumn } from "#core/engines/statement-history.ts";
import { findSeenApplications } from "#server/applications/seen-repository.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import type { KeptGate } from "./run-record.ts";
import type { StepTask } from "./step-task.ts";

/** How what a gate demands stands now, by heartbeats and by what the target counts of statements. */
export async function lookAtDemands(task: StepTask, demands: readonly GateDemand[]): Promise<KeptGate> {
  const { deps, run } = task;
  const { watch, notes } = await lookAtStatements(task, demands);
  // Read after the target: it may have taken a while to answer.
  const now = deps.now();
  const applications = await findSeenApplications(deps.prisma, {
    names: demands.map(({ application }) => application),
    databaseId: run.databaseId,
    since: new Date(now.getTime() - Math.max(...demands.map(({ forMs }) => forMs))),
  });
  const statements = watch && toStatementWatch(watch);
  const standing = {
    lookedAt: now.toISOString(),
    demands: judgeDemands(demands, { applications, statements, now }),
    notes,
  };
  return { standing, watch };
}

async function lookAtStatements(
  task: StepTask,
  demands: readonly GateDemand[],
): Promise<{ readonly watch: KeptWatch | null; readonly notes: readonly string[] }> {
  const columns = [...new Set(demandedColumns(demands).map(({ column }) => column))];
  if (columns.length === 0) return { watch: null, notes: [] };
  await using target = await task.open();
  const asked: AskedColumn[] = [];
  for (const column of columns) asked.push(await findColumn(target, column));
  const { statements, notes } = await target.engine.statementHistory.counted(target.connection, asked);
  const before = task.step.gate?.watch ?? null;
  return { watch: statements && nextWatch(before, statements, task.deps.now()), notes };
}

/** A name that is not there would hold at once, and prove nothing. @throws DomainError `target-changed`. */
async function findColumn({ engine, connection }: OpenTarget, key: string): Promise<AskedColumn> {
  const parsed = parseColumnName(key);
  if (!parsed) throw new DomainError("invalid-plan", `${key} is no column. Write table.column or schema.table.column.`);
  const table = { ...(parsed.schema === null ? {} : { schema: parsed.schema }), name: parsed.table };
  const fold = (name: string) => (engine.capabilities.namesIgnoreCase ? name.toLowerCase() : name);
  const found = await engine.introspector.table(connection, table);
  if (found?.columns.some(({ name }) => fold(name) === fold(parsed.column)))
    return { key, table, column: parsed.column };
  const what = found ? `${parsed.table} has no column ${parsed.column}` : `there is no table ${parsed.table}`;
  throw new DomainError("target-changed", `The gate asks whether ${key} is used, but ${what}. Nothing was changed.`);
}
