import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import type { Rewritten, SaferForm } from "#core/analysis/safer-forms/safer-form.ts";
import type { Phase } from "#core/domain/phase.ts";
import type { SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import type { Statement, StatementReader } from "#core/engines/statement-reader.ts";

export interface StepToRewrite {
  readonly step: SqlStep;
  readonly phase: Phase;
  /** Both read the same text. */
  readonly statements: readonly AnalysedStatement[];
  readonly read: readonly Statement[];
  readonly reader: StatementReader;
}

/**
 * The steps that take the place of one by a safer form: what stands before the statement and behind it stays together. `null`
 * where the form does not fit, or where what undoes each part cannot be told.
 */
export function rewriteStep(form: SaferForm, target: StepToRewrite): Rewritten | null {
  const { step, phase, statements, read, reader } = target;
  if (read.length !== statements.length || (form.id === "split" && statements.length < 2)) return null;
  const undos = undosOf(step, read);
  if (!undos) return null;
  const rewritten = statements.map((statement, at) => {
    const same = read[at];
    return same ? form.rewrite({ statement, read: same, phase, undo: undos[at] ?? "none", reader }) : null;
  });
  if (form.id === "split")
    return {
      here: named(
        step,
        form,
        rewritten.flatMap((it) => it?.here ?? []),
      ),
      later: [],
    };
  const at = rewritten.findIndex((it) => it !== null);
  const found = rewritten[at];
  if (!found) return null;
  const rest = (from: number, to: number): readonly StepDocument[] =>
    from < to ? [joined(statements.slice(from, to), undos.slice(from, to))] : [];
  // What may not wait for a later phase comes right behind.
  const own = found.later.filter((it) => it.phase === phase).map((it) => it.step);
  return {
    here: named(step, form, [...rest(0, at), ...found.here, ...own, ...rest(at + 1, statements.length)]),
    later: found.later.filter((it) => it.phase !== phase),
  };
}

/** The first of them keeps the name, and what its author accepts of other rules. */
function named({ name, ignore }: SqlStep, form: SaferForm, steps: readonly StepDocument[]): readonly StepDocument[] {
  const kept = ignore?.filter(({ rule }) => !form.rules.includes(rule)) ?? [];
  const more = { ...(name === undefined ? {} : { name }), ...(kept.length > 0 ? { ignore: kept } : {}) };
  return steps.map((step, at) => (at === 0 ? { ...step, ...more } : step));
}

/** What undoes each statement: that of the step where there is one, else the mechanical undo of each; a point of no return stays one. */
function undosOf({ undo }: SqlStep, read: readonly Statement[]): readonly string[] | null {
  if (read.length === 1) return [undo];
  if (undo === "none" || undo === "keep") return read.map(() => undo);
  const each = read.map((statement) => statement.undo);
  return each.some((it) => it === null) ? null : each.flatMap((it) => it ?? []);
}

const joined = (statements: readonly AnalysedStatement[], undos: readonly string[]): SqlStep => ({
  sql: statements.map(({ text }) => text).join(";\n"),
  undo: undos.every((it) => it === "none" || it === "keep") ? (undos[0] ?? "none") : undos.toReversed().join(";\n"),
});
