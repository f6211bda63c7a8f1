import type { Phase } from "#core/domain/phase.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { StepKind } from "#core/domain/step-kind.ts";
import type { UndoOutcome } from "#core/domain/undo-outcome.ts";
import type { Refusal, ShadowFacts, StatementEffect } from "#core/engines/shadow.ts";
import type { Dependent } from "./dependent.ts";
import type { QueryComparison } from "./query-comparison.ts";

export interface TracedStatement extends StatementEffect {
  readonly label: string;
  /** What the static analysis said, in words; `null`: it says nothing of this statement. */
  readonly predicted: string | null;
  /** Where trace and static analysis do not agree. The trace holds for this schema and version; the other has a bug. */
  readonly disagreements: readonly string[];
}

export interface UndoReport {
  readonly state: UndoOutcome;
  readonly summary: string;
  /** Lines that begin with + (there, and should not be) or - (missing). */
  readonly differences: readonly string[];
  readonly refused: Refusal | null;
  /** Rows whose old values were put back and compared; left out where no rows are put back. */
  readonly rowsCompared?: number | undefined;
}

export interface StepReport {
  readonly stepId: StepId;
  readonly phase: Phase;
  readonly kind: StepKind;
  readonly title: string;
  readonly state: "done" | "refused" | "not reached" | "nothing to run";
  /** Refused since the schema is already as the step would leave it: what is there, or is gone. */
  readonly alreadyThere?: string | undefined;
  readonly statements: readonly TracedStatement[];
  readonly notes: readonly string[];
  readonly undo: UndoReport;
}

/** What a shadow run has found. */
export interface ShadowReport {
  readonly facts: ShadowFacts;
  readonly steps: readonly StepReport[];
  /** What hangs on the tables that the plan names, the worst off first. */
  readonly dependents: readonly Dependent[];
  readonly queries: readonly QueryComparison[];
  /** What could not be compared, and why. */
  readonly queryNotes: readonly string[];
}
