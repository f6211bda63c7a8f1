import type { Phase } from "#core/domain/phase.ts";
import type { RunState } from "#core/domain/run-state.ts";
import type { Reason } from "#core/domain/signal.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import { durationWords, rangeWords } from "./duration-words.ts";

export interface BackfillFacts {
  readonly table: string;
  readonly fraction: number;
  readonly rowsPerSecond: number | null;
  readonly eta: { readonly fromSeconds: number; readonly toSeconds: number } | null;
  /** Why its last try failed; `null` when that was no failure. */
  readonly lastError: string | null;
  readonly stage: "writing" | "verifying" | "final verification";
  readonly rowsVerified: number;
  readonly rowsDiffering: number;
  /** 0 to 1, after all that slows it. */
  readonly effectiveSpeed: number;
  /** Worst first. */
  readonly reasons: readonly Pick<Reason, "effect" | "message" | "since">[];
}

/** All that the sentence is made of. */
export interface HeadlineFacts {
  readonly state: RunState;
  readonly stateReason: string | null;
  readonly stateByName: string | null;
  readonly step: { readonly title: string; readonly phase: Phase; readonly attempt: number } | null;
  readonly steps: { readonly total: number; readonly done: number };
  readonly waiting: WaitingCause | null;
  readonly progress: { readonly message: string; readonly fraction: number | null } | null;
  /** The running backfill. */
  readonly backfill: BackfillFacts | null;
  readonly isWorkerAlive: boolean;
  readonly now: Date;
}

/** What a rollout is doing, and why it is slow or waiting: one sentence, the same for browser, command line and log. */
export function headlineOf(facts: HeadlineFacts): string {
  switch (facts.state) {
    case "pending":
      return facts.isWorkerAlive ? "Waiting for a worker to take it up" : NO_WORKER;
    case "running":
      return runningLine(facts);
    case "pausing":
      return unlessDead(facts, `Pausing${by(facts)}: ${underWay(facts)} ends first`);
    case "cancelling":
      return unlessDead(facts, `Cancelling${by(facts)}: ${underWay(facts)} is being stopped`);
    case "rolling_back":
      return unlessDead(facts, rollingBackLine(facts));
    case "paused":
      return pausedLine(facts);
    case "failed":
      return `Failed: ${facts.stateReason ?? "see the step"}`;
    case "rollback_failed":
      return `The rollback failed: ${facts.stateReason ?? "see the step"}`;
    case "cancelled":
      return `Cancelled${because(facts)}; what was changed stays changed`;
    case "rolled_back":
      return facts.stateReason ? `Rolled back. ${facts.stateReason}` : "Rolled back";
    case "succeeded":
      return `Finished: all ${facts.steps.total} steps were carried out`;
  }
}

const NO_WORKER = "No worker is running: start one";

const unlessDead = ({ isWorkerAlive }: HeadlineFacts, line: string): string =>
  isWorkerAlive ? line : `${NO_WORKER}. ${line}`;
const by = ({ stateByName }: HeadlineFacts): string =>
  stateByName && stateByName !== "Sluice" ? ` (${stateByName})` : "";
const because = ({ stateReason }: HeadlineFacts): string => (stateReason ? `: ${stateReason}` : "");

function runningLine(facts: HeadlineFacts): string {
  const { waiting, step } = facts;
  // A person can answer a gate also while no worker runs.
  if (waiting?.code === "gate" && (facts.isWorkerAlive || !waiting.until))
    return `Waiting for ${String(waiting.detail?.waitsFor ?? "a person")}: ${waiting.message}`;
  if (!facts.isWorkerAlive) return step ? `${NO_WORKER}. It stands at “${step.title}”` : NO_WORKER;
  if (waiting) return waitingLine(waiting, facts.now);
  if (facts.backfill) return backfillLine(facts.backfill);
  if (!step) return "Finishing";
  const share = facts.progress?.fraction == null ? "" : `, ${percent(facts.progress.fraction)}`;
  const detail = facts.progress?.message ? `: ${facts.progress.message}${share}` : "";
  return `${step.title}${detail}`;
}

function waitingLine({ code, message, since, until }: WaitingCause, now: Date): string {
  switch (code) {
    case "lock":
      return `Waiting for a lock: ${message}`;
    case "soak":
      return `Waiting a time${until ? `, ${durationWords(secondsBetween(now, until))} left` : ""}: ${message}`;
    case "unreachable":
      return `The database cannot be reached since ${clock(since)}: ${message}`;
    case "set_aside":
      return `Waiting for a person: ${message}`;
    default:
      return `Waiting: ${message}`;
  }
}

function backfillLine(facts: BackfillFacts): string {
  const { lastError, effectiveSpeed, reasons } = facts;
  const slow = reasons.find(({ effect }) => effect === "slow");
  // The number and its limit; what ends it stands with the reason itself.
  const why = slow && `slowed by ${slow.message.split("; ")[0]} since ${clock(slow.since)}`;
  const speed = why ? `Running at ${Math.round(effectiveSpeed * 100)} % speed: ${why}. ` : "";
  return `${speed}${workLine(facts)}${lastError ? `. Trying again: ${lastError}` : ""}`;
}

function workLine({ stage, table, fraction, rowsPerSecond, eta, rowsVerified, rowsDiffering }: BackfillFacts): string {
  if (stage !== "writing") {
    const what = stage === "verifying" ? `Verifying ${table}` : `Comparing all rows of ${table} once more`;
    const found = rowsDiffering === 0 ? "none differs" : `${number(rowsDiffering)} differ`;
    return `${what}: ${number(rowsVerified)} rows compared, ${found}`;
  }
  const rate = rowsPerSecond === null ? null : `${number(Math.round(rowsPerSecond))} rows/s`;
  const left = eta ? `${rangeWords(eta.fromSeconds, eta.toSeconds)} left` : "time left not known yet";
  const parts = [`${percent(fraction)} by key position`, rate, fraction >= 0.9999 ? "finishing" : left].filter(Boolean);
  return `Backfilling ${table}: ${parts.join(", ")}`;
}

const number = (value: number): string => value.toLocaleString("en");

function rollingBackLine(facts: HeadlineFacts): string {
  if (facts.waiting) return `Rolling back. ${waitingLine(facts.waiting, facts.now)}`;
  return facts.step ? `Rolling back${by(facts)}: undoing “${facts.step.title}”` : `Rolling back${by(facts)}`;
}

function pausedLine(facts: HeadlineFacts): string {
  const at = facts.backfill
    ? ` at ${percent(facts.backfill.fraction)} of ${facts.backfill.table}`
    : facts.step
      ? ` before “${facts.step.title}”`
      : "";
  return `Paused${by(facts)}${at}${because(facts)}`;
}

const underWay = ({ backfill, step }: HeadlineFacts): string =>
  backfill ? `the batch in flight on ${backfill.table}` : step ? `“${step.title}”` : "what is under way";

/** Never above 100, and 100 only when it is all. */
export const percent = (fraction: number): string => {
  const whole = Math.floor(Math.min(1, Math.max(0, fraction)) * 1000) / 10;
  return `${whole >= 10 ? Math.floor(whole) : whole} %`;
};

const secondsBetween = (now: Date, until: string): number => (new Date(until).getTime() - now.getTime()) / 1000;
const clock = (iso: string): string => `${iso.slice(11, 16)} UTC`;
