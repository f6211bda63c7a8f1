import type { Backfill } from "#contracts/rollout.ts";

export type Settings = Backfill["settings"];
export type SettingName = keyof Settings;

const NAMES: Record<SettingName, string> = {
  speed: "speed",
  maxSlices: "slices at once",
  batchSize: "rows a batch",
  pauseMs: "pause",
  skipLimit: "limit of set-aside rows",
};
const ORDER = Object.keys(NAMES) as SettingName[];

export function settingText(name: SettingName, value: Settings[SettingName]): string {
  if (value === null) return "by itself";
  if (name === "speed") return `${value} %`;
  if (name === "pauseMs") return value >= 1000 ? `${value / 1000} s` : `${value} ms`;
  return String(value);
}

/** Only what differs: what somebody else has changed meanwhile is not put back. */
export function changedSettings(before: Settings, after: Settings): Partial<Settings> {
  return Object.fromEntries(ORDER.filter((name) => before[name] !== after[name]).map((name) => [name, after[name]]));
}

/** "speed 50 % → 20 %, pause 0 ms → 1 s" */
export function changeText(before: Settings, change: Partial<Settings>): string {
  return ORDER.filter((name) => change[name] !== undefined)
    .map((name) => `${NAMES[name]} ${settingText(name, before[name])} → ${settingText(name, change[name] ?? null)}`)
    .join(", ");
}

/** What puts a change back. */
export const undoOf = (before: Settings, change: Partial<Settings>): Partial<Settings> =>
  Object.fromEntries(ORDER.filter((name) => change[name] !== undefined).map((name) => [name, before[name]]));
