import type { Evidence } from "#contracts/rollout.ts";
import type { BackfillState } from "#core/domain/backfill-state.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { GateStanding } from "#core/domain/gate-demand.ts";
import type { KeptWatch } from "#core/domain/next-watch.ts";
import type { RunState } from "#core/domain/run-state.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { StepState } from "#core/domain/step-state.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import type { LockTimes } from "#core/engines/ddl-runner.ts";
import type { CompiledStep } from "#core/plan/compiled-step.ts";

export interface StepError {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

export interface StepProgress {
  readonly message: string;
  readonly fraction: number | null;
  /** What an undo has done by now, so that the next worker counts on. */
  readonly restored?: { readonly rows: number; readonly left: number; readonly isExact: boolean } | undefined;
}

/** What a gate was last seen to wait for, and the counts that the next look compares with. */
export interface KeptGate {
  readonly standing: GateStanding;
  /** `null`: the server keeps no counts, or none were asked for. */
  readonly watch: KeptWatch | null;
}

/** A step of a run as the control database has it. */
export interface StepRecord {
  readonly id: string;
  readonly ordinal: number;
  readonly stepId: StepId;
  readonly compiled: CompiledStep;
  readonly state: StepState;
  readonly attempt: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly waiting: WaitingCause | null;
  readonly progress: StepProgress | null;
  readonly error: StepError | null;
  readonly evidence: Evidence | null;
  readonly locks: LockTimes | null;
  readonly passedAt: Date | null;
  readonly passedByName: string | null;
  /** Of a gate with demands, once a worker has looked. */
  readonly gate: KeptGate | null;
  /** A person has put its demands aside. */
  readonly override: { readonly byName: string; readonly at: Date; readonly reason: string } | null;
  readonly backfill: { readonly id: string; readonly state: BackfillState } | null;
}

/** A run with its steps in order. */
export interface RunRecord {
  readonly id: string;
  readonly rolloutId: string;
  readonly migrationId: string;
  readonly migrationTitle: string;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly dialect: Dialect;
  readonly state: RunState;
  readonly stateReason: string | null;
  readonly generation: number;
  readonly leaseOwner: string | null;
  readonly leaseUntil: Date;
  readonly steps: readonly StepRecord[];
}
