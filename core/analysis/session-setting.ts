import type { Scene } from "./scene.ts";
import { changesOf, earlierInPart } from "./scene-facts.ts";

/** What a setting of the session is when the statement begins, as far as the text says; `null`: not set in it. */
export function settingBefore(scene: Scene, name: string): string | null {
  const set = changesOf(earlierInPart(scene), "set").filter((change) => change.name.toLowerCase() === name);
  return set.at(-1)?.value ?? null;
}

const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a timeout as it is written; `null` where it is none. */
export function timeoutMs(value: string): number | null {
  const found = /^'?\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*'?$/.exec(value.trim());
  return found ? Number(found[1]) * (UNITS[found[2] ?? "ms"] ?? 1) : null;
}
