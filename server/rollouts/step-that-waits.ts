import { DomainError } from "#core/domain/domain-error.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { Needs } from "#server/container.ts";
import type { RunRecord, StepRecord } from "./run-record.ts";
import { findRunOfRollout } from "./run-repository.ts";

/** The step of a rollout that waits for a lock on tables, if one does. */
export async function stepThatWaits(
  { prisma }: Needs<"prisma">,
  rolloutId: string,
): Promise<{ readonly run: RunRecord; readonly step: StepRecord | null }> {
  const run = await findRunOfRollout(prisma, rolloutId);
  if (!run) throw new DomainError("not-found", "There is no such rollout.");
  // Older transactions are waited for as well, but by no lock.
  const isForLock = ({ waiting }: StepRecord) => waiting?.code === "lock" && waiting.detail?.waitsFor === undefined;
  return { run, step: run.steps.find(isForLock) ?? null };
}

/** Tables that the step's statements are about, or those of its undo while it is undone. */
export async function tablesAwaited(engine: Engine, { compiled, state }: StepRecord): Promise<readonly TableRef[]> {
  const { work, undo } = compiled;
  if (state === "undoing" || state === "undo_failed")
    return undo.kind === "sql" ? await engine.ddl.tablesOf(undo.statements) : [];
  if (work.kind === "sync") return [engine.statements.parseTable(work.table)];
  return work.kind === "sql" ? await engine.ddl.tablesOf(work.statements) : [];
}
