import type { SignalLimit } from "#core/domain/signal.ts";
import { formatQuantity, parseQuantity, quantityExample, type Unit } from "../signal-words.ts";

/** The three values as they are typed. */
export interface LimitTexts {
  readonly slow: string;
  readonly stop: string;
  readonly resume: string;
}

export const LIMIT_NAMES = ["slow", "stop", "resume"] as const;
type LimitName = (typeof LIMIT_NAMES)[number];
export type LimitProblems = Partial<Record<LimitName, string>>;

const exact = (value: number | null, unit: Unit): string => {
  if (value === null) return "";
  const text = formatQuantity(value, unit);
  // What is typed back must be what was saved: where rounding would lose something, the plain number stands.
  return parseQuantity(text, unit) === value
    ? text
    : String(unit === "share" ? value * 100 : value) + (unit === "share" ? " %" : "");
};

export const limitTexts = (limit: SignalLimit | null, unit: Unit): LimitTexts => ({
  slow: exact(limit?.slow ?? null, unit),
  stop: exact(limit?.stop ?? null, unit),
  resume: exact(limit?.resume ?? null, unit),
});

type Limit = Record<LimitName, number | null>;

/** What does not go together. */
function contradictions({ slow, stop, resume }: Limit, isFalling: boolean | null): LimitProblems {
  if (slow === null && stop === null) return { stop: "One of the two is needed, or switch the signal off" };
  if (stop === null) return {};
  const isDown = isFalling ?? (resume !== null && stop < resume);
  const isBeyond = (value: number | null) => value !== null && (isDown ? value < stop : value > stop);
  return {
    ...(isBeyond(slow) ? { slow: "It would stop before it slows" } : {}),
    ...(isBeyond(resume) ? { resume: "It would go on while it must stop" } : {}),
  };
}

/** The limit that was typed, or what is wrong with each field. */
export function readLimit(
  texts: LimitTexts,
  unit: Unit,
  /** Whether less is worse; `null`: the order of the values says so, as with a probe. */
  isFalling: boolean | null,
): { readonly limit: SignalLimit | null; readonly problems: LimitProblems } {
  const misread: LimitProblems = {};
  const limit: Limit = { slow: null, stop: null, resume: null };
  for (const name of LIMIT_NAMES) {
    if (texts[name].trim() === "") continue;
    const value = parseQuantity(texts[name], unit);
    if (value === undefined) misread[name] = `Such as ${quantityExample(unit)}`;
    else limit[name] = value;
  }
  const problems = Object.keys(misread).length > 0 ? misread : contradictions(limit, isFalling);
  return { limit: Object.keys(problems).length === 0 ? limit : null, problems };
}
