import type { Finding, Severity } from "#core/domain/finding.ts";
import { checkBackfill } from "./check-backfill.ts";
import { checkCopy } from "./check-copy.ts";
import { checkExpansion } from "./check-expansion.ts";
import { checkLiveSyncs, checkLostData, checkShape } from "./check-shape.ts";
import { checkStatements } from "./check-statements.ts";
import { checkSync } from "./check-sync.ts";
import { judgeSteps } from "./judge-steps.ts";
import type { PlanUnderCheck, StepCheck } from "./plan-check.ts";
import { PlannedSchema } from "./planned-schema.ts";
import { stepsOf } from "./steps-of.ts";
import { suppressFindings } from "./suppress-findings.ts";
import { type LiveSync, liveSyncOf } from "./sync-columns.ts";

/** Run on each step, in the order of the plan; the first moves the schema on. */
const STEP_CHECKS: readonly StepCheck[] = [checkStatements, checkSync, checkBackfill, checkCopy, checkLostData];

const WEIGHT: Record<Severity, number> = { error: 0, warning: 1, note: 2 };

/**
 * What is wrong with a plan whose SQL can be read, each with its place in the source. Steps are checked against the
 * schema as the steps before them leave it: that of a database, or without one only what the plan itself says.
 */
export async function checkPlan(plan: PlanUnderCheck): Promise<readonly Finding[]> {
  const schema = new PlannedSchema(plan.catalog, plan.engine.capabilities.namesIgnoreCase);
  const findings: Finding[] = [];
  const live: LiveSync[] = [];
  for (const placed of stepsOf(plan.document)) {
    const own = plan.texts.filter((text) => text.placed.id === placed.id);
    const compiled = plan.steps.find(({ id }) => id === placed.id);
    const step = { ...plan, placed, own, compiled, schema };
    findings.push(...checkLiveSyncs(step, live), ...STEP_CHECKS.flatMap((check) => check(step)));
    if ("sync" in placed.step) live.push(await liveSyncOf(placed.id, placed.step, plan.engine.statements));
  }
  const judged = await judgeSteps(plan);
  const all = [
    ...findings.filter((it) => !isSaidBetter(it, judged)),
    ...checkShape(plan),
    ...checkExpansion(plan),
    ...judged,
  ];
  return suppressFindings(plan, all).toSorted(
    (a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || (a.line ?? 0) - (b.line ?? 0),
  );
}

/** Rules whose safer way is contract, or a form that need not wait for it. */
const OUT_OF_PHASE = new Set([
  "drop-column",
  "drop-table",
  "truncate",
  "type-change-rewrite",
  "set-not-null-scan",
  "check-validated-inline",
  "foreign-key-validated-inline",
  "unique-builds-index",
]);

/** That a statement comes too early, where a rule says of the same step what it breaks. */
const isSaidBetter = ({ rule, step }: Finding, judged: readonly Finding[]): boolean =>
  rule === "out-of-phase" && judged.some((it) => it.step === step && OUT_OF_PHASE.has(it.rule));
