import { DomainError } from "#core/domain/domain-error.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { StepWork } from "#core/plan/compiled-step.ts";
import { syncTag } from "#core/plan/sync-tag.ts";
import { runLongStatement } from "./run-long-statement.ts";
import type { RunRecord } from "./run-record.ts";
import { runShortDdl } from "./run-short-ddl.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

type SqlWork = Extract<StepWork, { kind: "sql" }>;

/** Short DDL in one transaction, dual writes that stand in its way taken off first in the same one; or one long statement. */
export async function executeSqlStep(task: StepTask, work: SqlWork): Promise<StepOutcome> {
  if (work.form === "long") return await executeLong(task, work.statements);
  await using target = await task.open();
  const removals = work.removesSyncs.flatMap((stepId) => syncRemoval(task.run, target.engine, stepId));
  return await runShortDdl(task, target, [...removals, ...work.statements]);
}

async function executeLong(task: StepTask, statements: readonly string[]): Promise<StepOutcome> {
  await using target = await task.open(0);
  const { engine, connection } = target;
  let outcome: StepOutcome = { is: "succeeded", message: "Done" };
  for (const [index, statement] of statements.entries()) {
    const stepId = index === 0 ? task.ledger.stepId : `${task.ledger.stepId}/${index + 1}`;
    const ledger = { ...task.ledger, stepId };
    outcome = await runLongStatement(task, target, () => engine.ddl.runLong(connection, { ledger, statement }));
    if (outcome.is !== "succeeded") break;
  }
  return outcome;
}

/** The statements that take the dual writes of a step away. */
export function syncRemoval(run: RunRecord, engine: Engine, stepId: StepId): readonly string[] {
  const work = run.steps.find((step) => step.stepId === stepId)?.compiled.work;
  if (work?.kind !== "sync") {
    throw new DomainError(
      "invalid-plan",
      `The plan names ${stepId} as a step of dual writes, and it is none. Nothing was changed.`,
    );
  }
  return engine.sync.remove({ tag: syncTag(run.id, stepId), table: engine.statements.parseTable(work.table) });
}
