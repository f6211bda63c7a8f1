import { SAFER_FORMS } from "#core/analysis/safer-forms/safer-forms.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { Engine } from "#core/engines/engine.ts";
import { editPlanSource } from "./edit-plan-source.ts";
import { rewriteStep } from "./rewrite-step.ts";
import { stepsOf } from "./steps-of.ts";

export interface SaferFormRequest {
  /** The plan's source. */
  readonly text: string;
  readonly document: PlanDocument;
  readonly step: StepId;
  readonly form: string;
}

/**
 * The source of a plan with one step rewritten by a safer form; nothing else of it changes.
 * @throws DomainError `invalid-plan` where there is no such step, or the form does not fit it.
 */
export async function applySaferForm(
  engine: Pick<Engine, "statements" | "analyser">,
  { text, document, step: id, form: formId }: SaferFormRequest,
): Promise<{ readonly source: string; readonly title: string }> {
  const form = SAFER_FORMS.find((it) => it.id === formId);
  const placed = stepsOf(document).find((it) => it.id === id);
  if (!form || !placed || !("sql" in placed.step)) {
    throw new DomainError(
      "invalid-plan",
      `Step ${id} has no statement for the safer form \`${formId}\`. Nothing was changed.`,
    );
  }
  const { step, phase, index } = placed;
  const rewritten = rewriteStep(form, {
    step,
    phase,
    statements: await engine.analyser.read(step.sql),
    read: await engine.statements.read(step.sql),
    reader: engine.statements,
  });
  if (!rewritten) {
    throw new DomainError(
      "invalid-plan",
      `Step ${id} cannot be rewritten by \`${formId}\` mechanically, and nothing was changed. Write its statements into steps of their own first.`,
    );
  }
  const phases = [...new Set(rewritten.later.map((it) => it.phase))];
  const source = editPlanSource(
    text,
    { phase, index, by: rewritten.here },
    phases.map((it) => ({
      phase: it,
      steps: rewritten.later.filter((later) => later.phase === it).map(({ step: later }) => later),
    })),
  );
  return { source, title: form.title };
}
