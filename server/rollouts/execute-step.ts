import { DomainError } from "#core/domain/domain-error.ts";
import { executeBackfillStep } from "./execute-backfill-step.ts";
import { executeCheckStep } from "./execute-check-step.ts";
import { executeGateStep } from "./execute-gate-step.ts";
import { executeIndexStep } from "./execute-index-step.ts";
import { executeSoakStep } from "./execute-soak-step.ts";
import { executeSqlStep, syncRemoval } from "./execute-sql-step.ts";
import { executeSyncStep } from "./execute-sync-step.ts";
import { restoreBackfill } from "./restore-backfill.ts";
import { runShortDdl } from "./run-short-ddl.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";
import { waitForSetAside } from "./wait-for-set-aside.ts";

/** Carries a step out. Each asks the target first, so that what a dead worker had finished is not done twice. */
export async function executeStep(task: StepTask): Promise<StepOutcome> {
  const { work } = task.step.compiled;
  if (writesLedger(task)) await prepareTarget(task);
  switch (work.kind) {
    case "sql":
      return await executeSqlStep(task, work);
    case "index":
      return await executeIndexStep(task, work);
    case "sync":
      return await executeSyncStep(task, work);
    case "backfill":
      return await executeBackfillStep(task, work);
    case "check":
      return (await waitForSetAside(task)) ?? (await executeCheckStep(task, work));
    case "gate":
      return await executeGateStep(task, work);
    case "soak":
      return executeSoakStep(task, work);
  }
}

/** Undoes a step that was carried out. */
export async function undoStep(task: StepTask): Promise<StepOutcome> {
  const { undo } = task.step.compiled;
  if (undo.kind === "nothing" || undo.kind === "kept") return { is: "succeeded", message: undo.summary };
  if (!(await wasDone(task))) return { is: "succeeded", message: "It was never carried out: nothing to undo" };
  switch (undo.kind) {
    case "restore":
      return await restoreBackfill(task);
    case "sql":
      return await executeSqlStep(task, { ...undo, form: undo.form ?? "short", removesSyncs: [] });
    case "index":
      return await executeIndexStep(task, undo);
    case "remove-sync": {
      await using target = await task.open();
      return await runShortDdl(task, target, syncRemoval(task.run, target.engine, undo.syncStep));
    }
    case "none":
      throw new DomainError("blocked", `“${task.step.compiled.title}” cannot be undone. It was left as it is.`);
  }
}

/** Whether the effect of a step is in the target, by its ledger there. A backfill tells by its own rows. */
export async function wasDone(task: StepTask): Promise<boolean> {
  return (await effectOf(task)) !== "none";
}

/** `begun`: an index build was cut off; a finished or an invalid index of its own may be there, and dropping it undoes both. */
export async function effectOf(task: StepTask): Promise<"done" | "begun" | "none"> {
  if (!writesLedger(task)) return "done";
  await prepareTarget(task);
  await using target = await task.open();
  const { ddl } = target.engine;
  const { work } = task.step.compiled;
  const ledger = { ...task.ledger, direction: "do" } as const;
  if (await ddl.isDone(target.connection, ledger)) return "done";
  const isBegun =
    work.kind === "index" && (await ddl.isBegun(target.connection, { ledger, statement: work.statement }));
  return isBegun ? "begun" : "none";
}

const LEDGER_KINDS: readonly string[] = ["sql", "index", "sync"];
const writesLedger = ({ step }: StepTask): boolean => LEDGER_KINDS.includes(step.compiled.kind);

async function prepareTarget(task: StepTask): Promise<void> {
  await using target = await task.open();
  await target.engine.ddl.prepareTarget(target.connection);
}
