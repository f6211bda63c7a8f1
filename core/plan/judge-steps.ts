import { analyseScript } from "#core/analysis/analyse-script.ts";
import { DEFAULT_SETTINGS } from "#core/analysis/analysis-settings.ts";
import { ASSUMED_VERSION } from "#core/analysis/assumed-version.ts";
import { NEWEST_VERSION } from "#core/analysis/newest-version.ts";
import { saferFormOf } from "#core/analysis/safer-forms/safer-forms.ts";
import type { StagedStatement } from "#core/analysis/scene.ts";
import type { ScriptFinding } from "#core/analysis/script-finding.ts";
import { UNKNOWN_TARGET } from "#core/analysis/target-facts.ts";
import type { UnlookedRule } from "#core/analysis/unlooked-rule.ts";
import type { Finding } from "#core/domain/finding.ts";
import type { PlanUnderCheck } from "./plan-check.ts";
import { type PlanPart, planParts } from "./plan-parts.ts";
import { rewriteStep } from "./rewrite-step.ts";

/** What the rules say of a plan's SQL: all steps together, each as it will be sent. */
export async function judgeSteps(
  plan: PlanUnderCheck,
): Promise<{ readonly findings: readonly Finding[]; readonly unlooked: readonly UnlookedRule[] }> {
  const { engine, live, document } = plan;
  const assumed = document.expanded ? NEWEST_VERSION : ASSUMED_VERSION;
  const parts = await planParts(plan);
  const { findings, script, unlooked } = await analyseScript({
    engine: engine.dialect,
    analyser: engine.analyser,
    parts,
    model: live?.model ?? engine.analyser.emptyModel({ complete: false }),
    version: live?.version ?? assumed[engine.dialect],
    target: live?.target ?? UNKNOWN_TARGET,
    settings: DEFAULT_SETTINGS,
  });
  const placed = findings.flatMap((finding) => {
    const part = parts.find(({ id }) => id === finding.part);
    if (!part?.path) return [];
    const form = formFor(plan, part, script, finding.rule);
    return [{ ...placedIn(plan, part, part.path, finding), ...(form === null ? {} : { saferForm: form }) }];
  });
  return { findings: placed, unlooked };
}

/** The safer form that can rewrite the step, if there is one. */
function formFor(
  { engine, texts }: PlanUnderCheck,
  { id, placed }: PlanPart,
  script: readonly StagedStatement[],
  rule: string,
): string | null {
  const form = saferFormOf(rule);
  if (!form || !("sql" in placed.step)) return null;
  const rewritten = rewriteStep(form, {
    step: placed.step,
    phase: placed.phase,
    statements: script.filter(({ part }) => part.id === id).map(({ statement }) => statement),
    read: texts.find((text) => text.placed.id === id && text.role === "sql")?.statements ?? [],
    reader: engine.statements,
  });
  return rewritten ? form.id : null;
}

function placedIn(
  { source }: PlanUnderCheck,
  { id, isAsWritten }: PlanPart,
  path: NonNullable<PlanPart["path"]>,
  { part: _, ...finding }: ScriptFinding,
): Finding {
  const { line, column } = isAsWritten ? finding : { line: 1, column: 1 };
  return { ...finding, step: id as Finding["step"], ...source.placeInText(path, line ?? 1, column ?? 1) };
}
