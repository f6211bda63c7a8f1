import type { ThrottleSettings } from "#contracts/throttle.ts";
import type { Reading, SignalCode, SignalLimit } from "#core/domain/signal.ts";
import { DEFAULT_LIMITS } from "#core/signals/default-limits.ts";
import { judgeReadings } from "#core/signals/judge-readings.ts";
import { nextSlices } from "#core/signals/slice-law.ts";
import type { TargetHealthDraft } from "./health-repository.ts";
import type { SamplerMemory } from "./sampler-memory.ts";

/** Samples of about a minute. */
const LEARNED_FROM = 60;
const LEAST_SESSIONS = 8;

/** Judges one look at a target by its settings. */
export function judgeTarget(request: {
  readonly readings: readonly Reading[];
  readonly settings: ThrottleSettings;
  readonly overridden: readonly SignalCode[];
  readonly now: Date;
  readonly memory: SamplerMemory;
}): TargetHealthDraft {
  const { settings, memory } = request;
  const now = request.now.getTime();
  const cores = settings.cores;
  const isOff = (code: SignalCode) => settings.limits[code] === "off";
  const readings = request.readings.filter(({ code }) => !isOff(code));
  const learned = cores === null ? learn(memory.learned, readings) : [];
  const judged = judgeReadings({
    readings,
    limits: limitsOf(settings, cores === null ? learned : null),
    overridden: new Set(request.overridden),
    now,
    memory: memory.judge,
  });
  const law = nextSlices(memory.law, { load: judged.load, cores, byHand: settings.maxSlices, now });
  return {
    readings: judged.readings,
    verdict: { reasons: judged.reasons, speed: judged.speed, failure: null },
    memory: { judge: judged.memory, law, learned },
    slices: law.slices,
  };
}

function learn(before: readonly number[], readings: readonly Reading[]): readonly number[] {
  const active = readings.find(({ code }) => code === "active_sessions")?.value;
  return active == null || before.length >= LEARNED_FROM ? before : [...before, active];
}

/** Without a number of cores: twice of what was usual, and never fewer than some. */
function learnedLimit(sessions: readonly number[]): SignalLimit {
  const sorted = sessions.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const stop = Math.max(LEAST_SESSIONS, 2 * median);
  return { slow: 0.7 * stop, stop, resume: 0.55 * stop };
}

export function limitsOf(
  settings: ThrottleSettings,
  learnedSessions: readonly number[] | null,
): Partial<Record<SignalCode, SignalLimit>> {
  const own = Object.entries(settings.limits).flatMap(([code, limit]) =>
    limit === undefined || limit === "off" ? [] : [[code, limit] as const],
  );
  return {
    ...DEFAULT_LIMITS,
    ...(learnedSessions ? { active_sessions: learnedLimit(learnedSessions) } : {}),
    ...(settings.sqlProbe ? { sql_probe: settings.sqlProbe.limit } : {}),
    ...(settings.httpProbe ? { http_probe: settings.httpProbe.limit } : {}),
    ...Object.fromEntries(own),
  };
}
