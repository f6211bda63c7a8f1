import type { CompiledStep } from "#core/plan/compiled-step.ts";
import { queriesOfCheck } from "#core/plan/queries-of-check.ts";

/** All SQL of a plan, its undo too, and the tables that steps name outside SQL. */
export function textsOfPlan(steps: readonly CompiledStep[]): {
  readonly texts: readonly string[];
  readonly tables: readonly string[];
} {
  const texts: string[] = [];
  const tables: string[] = [];
  for (const { work, undo } of steps) {
    if (work.kind === "sql") texts.push(...work.statements);
    if (work.kind === "index") texts.push(work.statement);
    if (work.kind === "check") texts.push(...queriesOfCheck(work));
    if (work.kind === "sync" || work.kind === "backfill") tables.push(work.table);
    if (work.kind === "sync") texts.push(...Object.values(work.to), ...Object.values(work.back));
    if (work.kind === "backfill") texts.push(...Object.values(work.set), work.where ?? "");
    if (undo.kind === "sql") texts.push(...undo.statements);
    if (undo.kind === "index") texts.push(undo.statement);
  }
  return { texts, tables };
}
