import type { ScriptPart } from "#core/analysis/script-part.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanUnderCheck } from "./plan-check.ts";
import type { Path } from "./read-plan-source.ts";
import { type PlacedStep, stepsOf } from "./steps-of.ts";

/** A part of the analysis with the way back to its place in the plan. */
export interface PlanPart extends ScriptPart {
  readonly placed: PlacedStep;
  /** Of the text that its author wrote; `null` where Sluice wrote it. */
  readonly path: Path | null;
  /** Whether places in the text are places in what the author wrote. */
  readonly isAsWritten: boolean;
}

/** Every short statement has a lock timeout and is tried again; a build that failed is put away before the next. */
const CARE: ScriptPart["care"] = { lockTimeout: true, statementTimeout: true, session: true, indexLeftovers: true };

/** The SQL that the steps of a plan will run, in order, as the analysis reads it. Checks and undo are not among it. */
export async function planParts(plan: PlanUnderCheck): Promise<readonly PlanPart[]> {
  const parts = await Promise.all(stepsOf(plan.document).map((placed) => partOf(plan, placed)));
  return parts.filter((part) => part !== null);
}

/** An index has a step of its own kind; in a `sql` step nobody looks after what a failed build leaves. */
const isOfIndex = (plan: PlanUnderCheck, id: PlacedStep["id"]): boolean =>
  plan.texts.some(
    ({ placed, statements }) =>
      placed.id === id && statements.some(({ creates, drops }) => creates.indexes.length + drops.indexes.length > 0),
  );

async function partOf(plan: PlanUnderCheck, placed: PlacedStep): Promise<PlanPart | null> {
  const { id, phase, index, step } = placed;
  const compiled = plan.steps.find((it) => it.id === id);
  const common = { id, placed, phase, care: CARE, waivers: [], isAsWritten: true } as const;
  const undo = compiled?.undo.kind === "none" ? "none-stated" : compiled ? "stated" : "unstated";
  const path = (field: string): Path => ["phases", phase, index, field];
  if ("sql" in step) {
    const isLong = compiled?.work.kind === "sql" && compiled.work.form === "long" && !isOfIndex(plan, id);
    return { ...common, undo, text: step.sql, path: path("sql"), madeBy: "author", runBy: isLong ? "own" : "wrapped" };
  }
  if ("index" in step) {
    // What is sent decides: the engine builds without blocking where it can.
    const text = await plan.engine.ddl.indexStatement(step.index).catch((error: unknown) => {
      // The shape check tells what is wrong with it.
      if (error instanceof DomainError) return step.index;
      throw error;
    });
    return { ...common, undo, text, path: path("index"), madeBy: "index-step", runBy: "own", isAsWritten: false };
  }
  if (!("backfill" in step)) return null;
  const { table, set, where } = step.backfill;
  const { quote } = plan.engine.statements;
  const values = Object.entries(set).map(([column, value]) => `${quote(column)} = (${value}\n)`);
  const text = `UPDATE ${table} SET ${values.join(", ")}${where === undefined ? "" : ` WHERE ${where}`}`;
  return { ...common, undo, text, path: null, madeBy: "backfill-step", runBy: "own", isAsWritten: false };
}
