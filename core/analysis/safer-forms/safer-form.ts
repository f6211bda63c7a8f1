import type { Phase } from "#core/domain/phase.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import type { Statement, StatementReader } from "#core/engines/statement-reader.ts";
import type { AnalysedStatement } from "../analysed-statement.ts";

/** A statement of a `sql` step that a form may rewrite. */
export interface FormTarget {
  readonly statement: AnalysedStatement;
  /** The same as the plan's reader sees it. */
  readonly read: Statement;
  readonly phase: Phase;
  /** What undoes this statement. */
  readonly undo: string;
  readonly reader: Pick<StatementReader, "quote" | "quoteTable">;
}

export interface Rewritten {
  /** In place of the statement. */
  readonly here: readonly StepDocument[];
  /** Steps of other phases; of the same phase where the plan is past them already. */
  readonly later: readonly { readonly phase: Phase; readonly step: StepDocument }[];
}

/** A mechanical rewrite that takes the cause of a finding away and reaches the same schema: edits of the source, never a deparser. */
export interface SaferForm {
  readonly id: string;
  /** Rules whose findings it answers. */
  readonly rules: readonly string[];
  /** What it does, for the button's diff. */
  readonly title: string;
  /** `null`: it does not fit this statement. */
  rewrite(target: FormTarget): Rewritten | null;
}
