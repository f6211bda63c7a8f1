import type { Reason, ReasonCode } from "#core/domain/signal.ts";
import { windowAt } from "#core/signals/maintenance-window.ts";
import type { AdmissionFacts, HoldFacts } from "./admission-repository.ts";

/** Whether batches may run on a target now, and how. */
export interface Admission {
  /** Stop and slow, worst first: holds, freeze, window, signals. */
  readonly reasons: readonly Reason[];
  /** There is no reason to stop. */
  readonly mayRun: boolean;
  /** 0 to 1, from the reasons that slow; 0 while something stops. */
  readonly speed: number;
  /** That the target bears at once, all rollouts together; 0 while something stops. */
  readonly slices: number;
}

/** Readings that are older say nothing any more. */
const TOO_OLD_MS = 15_000;

/** What the facts allow at a moment by which the window goes. */
export function admissionOf(facts: AdmissionFacts, at: Date): Admission {
  const { sampledAt, now, verdict } = facts;
  const isFresh = sampledAt !== null && now.getTime() - sampledAt.getTime() <= TOO_OLD_MS;
  const ofSignals = isFresh && verdict ? verdict.reasons : [unread(facts)];
  const all = [...facts.holds.map((hold) => ofHold(hold, facts)), ...ofWindow(facts, at), ...ofSignals];
  const reasons = [...all.filter(isStop), ...all.filter((it) => !isStop(it))];
  const mayRun = !reasons.some(isStop);
  if (!mayRun) return { reasons, mayRun, speed: 0, slices: 0 };
  return { reasons, mayRun, speed: verdict?.speed ?? 1, slices: Math.max(1, facts.slices) };
}

const isStop = ({ effect }: Reason): boolean => effect === "stop";

const stop = (code: ReasonCode, since: Date, message: string): Reason => ({
  code,
  effect: "stop",
  message,
  value: null,
  limit: null,
  unit: null,
  host: null,
  since: since.toISOString(),
  resumeAt: null,
});

function unread({ sampledAt, now, verdict }: AdmissionFacts): Reason {
  const why = verdict?.failure ? `: ${verdict.failure}` : "";
  if (!sampledAt) return stop("learning", now, `waiting for the first reading of the target's health${why}`);
  const seconds = Math.round((now.getTime() - sampledAt.getTime()) / 1_000);
  return stop(
    "learning",
    sampledAt,
    `nobody has read the target's health for ${seconds} s${why}; goes on when it is read`,
  );
}

function ofHold({ scope, reason, byName, at }: HoldFacts, { name, environment }: AdmissionFacts): Reason {
  const what = { installation: "everything is", environment: `all of ${environment} is`, database: `${name} is` }[
    scope
  ];
  return stop("hold", at, `${what} held by ${byName}: ${reason}; goes on when the hold is lifted`);
}

function ofWindow({ window, now }: AdmissionFacts, at: Date): Reason[] {
  if (!window) return [];
  const { timeZone } = window;
  try {
    const { isOpen, since, changesAt, freeze } = windowAt(window, at.getTime());
    if (isOpen) return [];
    const from = new Date(since ?? at.getTime());
    const until = changesAt === null ? "it does not open again" : `opens ${localTime(changesAt, timeZone)}`;
    return [
      freeze
        ? stop("freeze", from, `frozen until ${localTime(Date.parse(freeze.to), timeZone)}: ${freeze.reason}; ${until}`)
        : stop("window", from, `outside the maintenance window; ${until}`),
    ];
  } catch {
    return [
      stop("window", now, `the time zone ${timeZone} of the maintenance window is not known here: choose another`),
    ];
  }
}

/** With the day and the zone: who reads it may be elsewhere. */
function localTime(at: number, timeZone: string): string {
  const text = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);
  return `${text} (${timeZone})`;
}
