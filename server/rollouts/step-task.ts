import type { Evidence } from "#contracts/rollout.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import type { LedgerKey, LockTimes } from "#core/engines/ddl-runner.ts";
import type { Container } from "#server/container.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import type { RunLease } from "./run-lease.ts";
import type { KeptGate, RunRecord, StepError, StepRecord } from "./run-record.ts";
import type { StepPatch } from "./step-run-repository.ts";
import type { RunWatch } from "./watch-run.ts";

/** How carrying out (or undoing) a step ended, for this time. */
export type StepOutcome =
  | {
      readonly is: "succeeded";
      readonly message: string;
      readonly evidence?: Evidence;
      readonly locks?: LockTimes;
      readonly gate?: KeptGate;
    }
  | { readonly is: "failed"; readonly error: StepError; readonly evidence?: Evidence }
  /** Nothing of ours is under way; look again at `cause.until`, or when nudged. */
  | { readonly is: "waiting"; readonly cause: WaitingCause; readonly gate?: KeptGate }
  /** Only a person can go on: the run is paused with this cause. */
  | { readonly is: "stuck"; readonly cause: WaitingCause }
  /** Stopped at a safe place because the intent changed or the worker is to stop. */
  | { readonly is: "stopped" };

/** All that an executor is given. */
export interface StepTask {
  readonly deps: Container;
  readonly run: RunRecord;
  readonly step: StepRecord;
  readonly direction: "do" | "undo";
  readonly ledger: LedgerKey;
  readonly lease: RunLease;
  readonly watch: RunWatch;
  /** Shows something of the step to people now. */
  note(patch: StepPatch): Promise<void>;
  /** Shows what the step waits for, or (`null`) that it goes on. */
  wait(cause: WaitingCause | null): Promise<void>;
  /** A line in the log of what happened. */
  tell(kind: string, message: string, severity?: "info" | "warning" | "error"): Promise<void>;
  /** A direct session on the target. `statementTimeoutMs` 0: none. */
  open(statementTimeoutMs?: number): Promise<OpenTarget>;
}
