import type { UnlookedRule } from "#core/analysis/unlooked-rule.ts";
import type { Finding, Severity } from "#core/domain/finding.ts";
import { checkBackfill } from "./check-backfill.ts";
import { checkCopy } from "./check-copy.ts";
import { checkExpansion } from "./check-expansion.ts";
import { checkGate } from "./check-gate.ts";
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
const STEP_CHECKS: readonly StepCheck[] = [
  checkStatements,
  checkSync,
  checkBackfill,
  checkCopy,
  checkGate,
  checkLostData,
];

const WEIGHT: Record<Severity, number> = { error: 0, warning: 1, note: 2 };

/**
 * What is wrong with a plan whose SQL can be read, each with its place in the source. Steps are checked against the
 * schema as the steps before them leave it: that of a database, or without one only what the plan itself says.
 */
export async function checkPlan(
  plan: PlanUnderCheck,
): Promise<{ readonly findings: readonly Finding[]; readonly unlooked: readonly UnlookedRule[] }> {
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
  const { findings: judged, unlooked } = await judgeSteps(plan);
  const all = [
    ...findings.filter((it) => !isSaidBetter(it, judged)),
    ...checkShape(plan),
    ...checkExpansion(plan),
    ...judged.filter((it) => !isOfNames(it, findings)),
  ];
  const sorted = suppressFindings(plan, all).toSorted(
    (a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || (a.line ?? 0) - (b.line ?? 0),
  );
  return { findings: sorted, unlooked };
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

const NAMES = new Set(["unknown-table", "unknown-column", "already-exists"]);

/** That the server refuses a statement, where a name that is missing or taken says why. */
const isOfNames = ({ rule, step, line }: Finding, findings: readonly Finding[]): boolean =>
  rule === "statement-does-not-plan" &&
  findings.some((it) => NAMES.has(it.rule) && it.step === step && (it.line ?? 0) >= (line ?? 0));

/** That a statement comes too early, where a rule says of the same step what it breaks. */
const isSaidBetter = ({ rule, step }: Finding, judged: readonly Finding[]): boolean =>
  rule === "out-of-phase" && judged.some((it) => it.step === step && OUT_OF_PHASE.has(it.rule));
