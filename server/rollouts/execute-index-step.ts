import type { StepWork } from "#core/plan/compiled-step.ts";
import { runLongStatement } from "./run-long-statement.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

type IndexWork = Pick<Extract<StepWork, { kind: "index" }>, "statement">;

/** Builds or drops an index without blocking writers where the engine can. */
export async function executeIndexStep(task: StepTask, { statement }: IndexWork): Promise<StepOutcome> {
  await using target = await task.open(0);
  const { engine, connection } = target;
  return await runLongStatement(task, target, () =>
    engine.ddl.runIndex(connection, { ledger: task.ledger, statement }),
  );
}
