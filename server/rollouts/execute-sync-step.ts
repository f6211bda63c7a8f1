import { DomainError } from "#core/domain/domain-error.ts";
import type { SyncSpec } from "#core/engines/sync-writer.ts";
import type { StepWork } from "#core/plan/compiled-step.ts";
import { syncTag } from "#core/plan/sync-tag.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { syncRemoval } from "./execute-sql-step.ts";
import { runShortDdl } from "./run-short-ddl.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

type SyncWork = Extract<StepWork, { kind: "sync" }>;

/** Installs or removes dual writes, with column types as the target has them now. */
export async function executeSyncStep(task: StepTask, work: SyncWork): Promise<StepOutcome> {
  await using target = await task.open();
  const statements =
    work.action === "remove"
      ? syncRemoval(task.run, target.engine, work.syncStep)
      : await installation(task, target, work);
  return await runShortDdl(task, target, statements);
}

async function installation(
  { run }: StepTask,
  { engine, connection }: OpenTarget,
  work: SyncWork,
): Promise<readonly string[]> {
  const table = engine.statements.parseTable(work.table);
  const spec: SyncSpec = { tag: syncTag(run.id, work.syncStep), table, to: work.to, back: work.back };
  const problems = engine.sync.problems(spec);
  if (problems.length > 0) throw new DomainError("invalid-plan", problems.join(" "));
  const detail = await engine.introspector.table(connection, table);
  if (!detail) throw new DomainError("target-changed", `The table ${work.table} is not there. Nothing was changed.`);
  const primaryKey = detail.indexes.find((index) => index.primary)?.columns.filter((name) => name !== null) ?? [];
  return engine.sync.install(spec, { columns: detail.columns, primaryKey });
}
