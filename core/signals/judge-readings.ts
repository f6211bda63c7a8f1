import type { Reading, Reason, SignalCode, SignalKind, SignalLimit } from "#core/domain/signal.ts";
import { SIGNAL_KINDS } from "./default-limits.ts";
import { foreseen, isBeyond, isLessWorse } from "./near-stop.ts";
import { signalName, signalValue } from "./signal-words.ts";

/** A budget that could not be read for so long stops. */
const UNKNOWN_MS = 15_000;
/** What stopped goes on after it was good for so long, without a break. */
const GOOD_MS = 10_000;
/** A gap longer than this begins the average anew. */
const GAP_MS = 10_000;
const ALPHA = 0.3;
/** A slow signal without a stop limit, or a budget that only warns, takes half of the speed. */
const HALF = 0.5;
const LEAST_SPEED = 0.1;
/** A gauge that cannot be read counts as this share of its limit: neither growth nor a step back. */
const HELD_LOAD = 0.55;

export type Standing = "good" | "slow" | "stop" | "unknown" | "overridden";

/** A reading beside its limit, and what it does. */
export interface JudgedReading {
  readonly code: SignalCode;
  readonly kind: SignalKind;
  readonly host: string;
  readonly value: number | null;
  readonly unit: Reading["unit"];
  readonly limit: SignalLimit | null;
  readonly standing: Standing;
  /** Seconds since it was last read well; `null`: never. */
  readonly ageSeconds: number | null;
  readonly problem: string | null;
  readonly detail: string | null;
}

interface Remembered {
  readonly firstAt: number;
  readonly goodAt: number | null;
  /** What was read then. */
  readonly value: number | null;
  readonly average: number | null;
  /** Since when it stops; `null`: it does not. */
  readonly stoppedAt: number | null;
  /** Since when it is good again after a stop. */
  readonly goodSince: number | null;
  readonly standing: Standing;
  readonly since: number;
}

/** Kept between two calls, as JSON. */
export type JudgeMemory = Readonly<Record<string, Remembered>>;

export interface Judgement {
  readonly readings: readonly JudgedReading[];
  /** Worst first: stops, then what takes most speed. */
  readonly reasons: readonly Reason[];
  /** 0 to 1; 0 while something stops. */
  readonly speed: number;
  /** Largest share of a stop limit among the gauges, for the number of slices. */
  readonly load: number;
  readonly memory: JudgeMemory;
}

interface Judged {
  readonly key: string;
  readonly reading: JudgedReading;
  readonly reason: Reason | null;
  readonly speed: number;
  readonly load: number;
  readonly remembered: Remembered;
}

/**
 * Judges readings against limits with hysteresis: stops on the raw value, goes on after ten good seconds, slows by an
 * average. Budgets that cannot be read stop after fifteen seconds; gauges hold. Source: backfill protocol, part 8.
 */
export function judgeReadings(request: {
  readonly readings: readonly Reading[];
  readonly limits: Readonly<Partial<Record<SignalCode, SignalLimit>>>;
  /** Codes that a person has put aside for now. */
  readonly overridden: ReadonlySet<SignalCode>;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly memory: JudgeMemory;
}): Judgement {
  const judged = request.readings.map((reading) => {
    const key = `${reading.code} ${reading.host}`;
    const context = { limit: request.limits[reading.code] ?? null, now: request.now, before: request.memory[key] };
    return judge(key, reading, context, request.overridden.has(reading.code));
  });
  const reasons = judged.flatMap(({ reason, speed }) => (reason ? [{ reason, speed }] : []));
  reasons.sort((a, b) => a.speed - b.speed);
  return {
    readings: judged.map(({ reading }) => reading),
    reasons: reasons.map(({ reason }) => reason),
    speed: Math.min(1, ...judged.map(({ speed }) => speed)),
    load: Math.max(0, ...judged.map(({ load }) => load)),
    memory: Object.fromEntries(judged.map(({ key, remembered }) => [key, remembered])),
  };
}

interface Context {
  readonly limit: SignalLimit | null;
  readonly now: number;
  readonly before: Remembered | undefined;
}

function judge(key: string, reading: Reading, context: Context, isOverridden: boolean): Judged {
  const { limit, now, before } = context;
  const kind = SIGNAL_KINDS[reading.code];
  const state = remember(reading, context);
  const found = limit === null ? "good" : standingOf(kind, reading, state, context);
  const standing: Standing = isOverridden && found !== "good" ? "overridden" : found;
  const since = before?.standing === standing ? before.since : now;
  const remembered: Remembered = { ...state, standing, since };
  const doesStop = standing === "stop" || (standing === "unknown" && kind === "budget" && isTooOld(state, now));
  const speed = doesStop ? 0 : standing === "slow" ? slowedSpeed(kind, state.average, limit) : 1;
  const judged: JudgedReading = {
    code: reading.code,
    kind,
    host: reading.host,
    value: reading.value,
    unit: reading.unit,
    limit,
    standing: doesStop ? "stop" : standing,
    ageSeconds: state.goodAt === null ? null : Math.max(0, Math.round((now - state.goodAt) / 1_000)),
    problem: reading.problem ?? null,
    detail: reading.detail ?? null,
  };
  // The first stop of a row that is within the limit.
  const isForeseen =
    state.stoppedAt === now &&
    limit?.stop != null &&
    reading.value !== null &&
    !isBeyond(reading.value, limit.stop, limit);
  const reason = speed < 1 ? reasonOf(judged, doesStop, new Date(since), isForeseen) : null;
  return { key, reading: judged, reason, speed, load: loadOf(kind, reading, state, limit, isOverridden), remembered };
}

type Kept = Omit<Remembered, "standing" | "since">;

function remember({ value, code }: Reading, context: Context): Kept {
  const { now, before } = context;
  const firstAt = before?.firstAt ?? now;
  if (value === null) {
    const { goodAt = null, value: last = null, average = null, stoppedAt = null } = before ?? {};
    return { firstAt, goodAt, value: last, average, stoppedAt, goodSince: null };
  }
  const known = { firstAt, goodAt: now, value, average: averageOf(value, context) };
  return { ...known, ...stopOf(aheadOf(code, value, context), stoppedBefore(code, context), context) };
}

function averageOf(value: number, { now, before }: Context): number {
  if (before?.goodAt == null || before.average === null || now - before.goodAt > GAP_MS) return value;
  return before.average + ALPHA * (value - before.average);
}

/** A budget stops before its limit is passed, not after: between two looks much is written. */
function aheadOf(code: SignalCode, value: number, { limit, now, before }: Context): number {
  const isSoon = before?.goodAt != null && now - before.goodAt <= GAP_MS;
  if (SIGNAL_KINDS[code] !== "budget" || limit === null || !isSoon) return value;
  return foreseen(value, limit, { before: before.value ?? null, stepMs: now - (before.goodAt ?? now) });
}

/** A stop by silence also ends only after ten good seconds. */
function stoppedBefore(code: SignalCode, { now, before }: Context): number | null {
  if (!before) return null;
  const wasSilent = before.standing === "unknown" && SIGNAL_KINDS[code] === "budget" && isTooOld(before, now);
  return before.stoppedAt ?? (wasSilent ? now : null);
}

function stopOf(
  value: number,
  stopped: number | null,
  { limit, now, before }: Context,
): Pick<Kept, "stoppedAt" | "goodSince"> {
  if (limit?.stop != null && isBeyond(value, limit.stop, limit)) return { stoppedAt: stopped ?? now, goodSince: null };
  if (stopped === null) return { stoppedAt: null, goodSince: null };
  const isGood = limit === null || limit.resume === null || isBack(value, limit.resume, limit);
  const goodSince = isGood ? (before?.goodSince ?? now) : null;
  const isOver = goodSince !== null && now - goodSince >= GOOD_MS;
  return isOver ? { stoppedAt: null, goodSince: null } : { stoppedAt: stopped, goodSince };
}

const isTooOld = ({ goodAt, firstAt }: Pick<Remembered, "goodAt" | "firstAt">, now: number): boolean =>
  now - (goodAt ?? firstAt) >= UNKNOWN_MS;

const isBack = (value: number, resume: number, limit: SignalLimit): boolean =>
  isLessWorse(limit) ? value >= resume : value <= resume;

function standingOf(
  kind: SignalKind,
  { value }: Reading,
  { stoppedAt, average }: Pick<Remembered, "stoppedAt" | "average">,
  { limit }: Context,
): Standing {
  if (stoppedAt !== null && kind !== "warn") return "stop";
  if (value === null) return "unknown";
  if (limit?.slow == null) return "good";
  // Somebody who waits for us now is not averaged away.
  const seen = kind === "act" ? value : (average ?? value);
  return isBeyond(seen, limit.slow, limit) ? "slow" : "good";
}

function slowedSpeed(kind: SignalKind, average: number | null, limit: SignalLimit | null): number {
  if (kind === "warn") return 1;
  if (kind !== "gauge" || average === null || limit?.slow == null || limit.stop === null) return HALF;
  const share = (average - limit.slow) / (limit.stop - limit.slow);
  return Math.min(1, Math.max(LEAST_SPEED, 1 - share));
}

function loadOf(
  kind: SignalKind,
  { value }: Reading,
  { average }: Pick<Remembered, "average">,
  limit: SignalLimit | null,
  isOverridden: boolean,
): number {
  if (kind !== "gauge" || isOverridden || limit?.stop == null || limit.stop <= 0) return 0;
  if (value === null) return HELD_LOAD;
  const raw = value / limit.stop;
  return raw >= 1 ? raw : (average ?? value) / limit.stop;
}

function reasonOf(judged: JudgedReading, doesStop: boolean, since: Date, isForeseen: boolean): Reason {
  const { code, host, value, unit, limit } = judged;
  const edge = doesStop ? (limit?.stop ?? null) : (limit?.slow ?? null);
  return {
    code,
    effect: doesStop ? "stop" : "slow",
    message: sentence(judged, { doesStop, edge, isForeseen }),
    value,
    limit: edge,
    unit,
    host,
    since: since.toISOString(),
    resumeAt: doesStop ? (limit?.resume ?? null) : null,
  };
}

function sentence(
  judged: JudgedReading,
  {
    doesStop,
    edge,
    isForeseen,
  }: { readonly doesStop: boolean; readonly edge: number | null; readonly isForeseen: boolean },
): string {
  const { code, host, value, unit, limit, detail } = judged;
  if (value === null) return silence(judged);
  const isUnder = limit !== null && isLessWorse(limit);
  const more = detail ? `: ${detail}` : "";
  const until = doesStop && limit?.resume != null ? untilWords(limit.resume, unit, isUnder) : "";
  const course = isForeseen ? ` and ${isUnder ? "falling" : "rising"}` : "";
  return `${signalName(code)} ${signalValue(value, unit)}${against(judged, value, edge)}${course} on ${host}${more}${until}`;
}

function silence({ code, host, ageSeconds, problem }: JudgedReading): string {
  const age = ageSeconds === null ? "cannot be read" : `could not be read for ${ageSeconds} s`;
  const why = problem ? ` (${problem})` : "";
  return `${signalName(code)} on ${host} ${age}${why}; goes on when it is read and good for ${GOOD_MS / 1_000} s`;
}

/** The limit, and on which side of it the value lies. */
function against({ limit, unit }: JudgedReading, value: number, edge: number | null): string {
  if (edge === null || limit === null) return "";
  const [past, within] = isLessWorse(limit) ? ["≤", ">"] : ["≥", "<"];
  return ` ${isBeyond(value, edge, limit) ? past : within} ${signalValue(edge, unit)}`;
}

function untilWords(resume: number, unit: Reading["unit"], isUnder: boolean): string {
  const side = isUnder ? "above" : resume === 0 ? "at" : "below";
  return `; resumes ${side} ${signalValue(resume, unit)} for ${GOOD_MS / 1_000} s`;
}
