import type { TextRange } from "./blank-out.ts";

export interface DbmateSections {
  /** All that does not belong to `-- migrate:up`. */
  readonly elsewhere: readonly TextRange[];
  /** Whether `-- migrate:down` holds more than comments. */
  readonly hasDown: boolean;
}

/** Finds the part of a dbmate file that runs forward. */
export function upSection(text: string): DbmateSections {
  const up = /^--\s*migrate:up\b/m.exec(text)?.index ?? 0;
  const down = /^--\s*migrate:down\b/m.exec(text)?.index ?? text.length;
  const elsewhere = [
    { start: 0, end: Math.min(up, down) },
    { start: down > up ? down : 0, end: down > up ? text.length : up },
  ].filter(({ start, end }) => end > start);
  const undo = down < up ? text.slice(down, up) : text.slice(down);
  return { elsewhere, hasDown: /\S/.test(undo.replaceAll(/--[^\n]*/g, "")) };
}
