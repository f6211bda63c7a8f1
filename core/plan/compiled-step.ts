import type { GateDemand } from "#core/domain/gate-demand.ts";
import type { Phase } from "#core/domain/phase.ts";
import type { CopyCheck, StepDocument } from "#core/domain/plan-document.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { StepKind } from "#core/domain/step-kind.ts";

/** How a step is undone. `kept`: values stay, harmless. `none`: the author stated a point of no return. */
export type CompiledUndo =
  /** `long`: one statement that may take its time, and is not given up after a lock timeout. */
  | {
      readonly kind: "sql";
      readonly form?: "long" | undefined;
      readonly statements: readonly string[];
      readonly summary: string;
    }
  | { readonly kind: "index"; readonly statement: string; readonly summary: string }
  | { readonly kind: "remove-sync"; readonly syncStep: StepId; readonly summary: string }
  /** A backfill keeps old values in the target, and puts them back. */
  | { readonly kind: "restore"; readonly summary: string }
  /** Nothing was changed: check, gate, soak. */
  | { readonly kind: "nothing"; readonly summary: string }
  | { readonly kind: "kept"; readonly summary: string }
  | { readonly kind: "none"; readonly summary: string };

/** What a worker does for a step; derived from the plan document and the engine only, so it is the same everywhere. */
export type StepWork =
  /** Short DDL in one transaction. `removesSyncs`: dual writes of these steps are taken away first, in the same transaction. */
  | {
      readonly kind: "sql";
      readonly form: "short" | "long";
      readonly statements: readonly string[];
      readonly removesSyncs: readonly StepId[];
    }
  | { readonly kind: "index"; readonly statement: string }
  | {
      readonly kind: "sync";
      readonly action: "install" | "remove";
      /** The step that installs it (itself for `install`). */
      readonly syncStep: StepId;
      readonly table: string;
      readonly to: Readonly<Record<string, string>>;
      readonly back: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "backfill";
      readonly table: string;
      readonly set: Readonly<Record<string, string>>;
      readonly where: string | null;
      readonly batchSize: number | null;
      readonly pauseMs: number;
      /** Missing: they fire. */
      readonly triggers?: "fire" | "quiet" | undefined;
    }
  | {
      readonly kind: "check";
      readonly name: string;
      readonly none: string | null;
      readonly equal: readonly [string, string] | null;
      readonly copy?: CopyCheck | undefined;
    }
  /** `applications` is missing in rollouts that began before there were any. */
  | { readonly kind: "gate"; readonly ask: string | null; readonly applications?: readonly GateDemand[] | undefined }
  | { readonly kind: "soak"; readonly ms: number; readonly why: string | null };

/** One step of a run, ready to be carried out. */
export interface CompiledStep {
  readonly id: StepId;
  readonly phase: Phase;
  readonly kind: StepKind;
  readonly title: string;
  /** Added by Sluice: the removal of dual writes at the end of contract. */
  readonly synthetic: boolean;
  readonly work: StepWork;
  readonly undo: CompiledUndo;
  readonly source: StepDocument | null;
}
