import type { SchemaSnapshot } from "#core/engines/shadow.ts";

export interface SnapshotDifference {
  readonly made: readonly string[];
  readonly changed: readonly string[];
  readonly gone: readonly string[];
}

/** What differs, by the names of the things. */
export function compareSnapshots(before: SchemaSnapshot, after: SchemaSnapshot): SnapshotDifference {
  return {
    made: [...after.keys()].filter((key) => !before.has(key)),
    changed: [...after].flatMap(([key, text]) => (before.has(key) && before.get(key) !== text ? [key] : [])),
    gone: [...before.keys()].filter((key) => !after.has(key)),
  };
}

/** The difference as lines that begin with + or -, as `diff` writes them. */
export function linesOfDifference(before: SchemaSnapshot, after: SchemaSnapshot): readonly string[] {
  const { made, changed, gone } = compareSnapshots(before, after);
  const line = (sign: string, key: string, from: SchemaSnapshot) => `${sign} ${key}: ${oneLine(from.get(key) ?? "")}`;
  return [
    ...gone.map((key) => line("-", key, before)),
    ...changed.flatMap((key) => [line("-", key, before), line("+", key, after)]),
    ...made.map((key) => line("+", key, after)),
  ];
}

const LONGEST = 400;

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
