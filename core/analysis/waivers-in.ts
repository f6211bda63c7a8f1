import type { PlacedWaiver } from "./apply-waivers.ts";
import type { StagedStatement } from "./scene.ts";
import type { ScriptPart } from "./script-part.ts";

const WAIVER = /--\s*sluice:ignore\s+([a-z0-9-]+)(?:[ \t:]+(.*))?$/;

/**
 * Waivers of a part: those said beside its text, and comments `-- sluice:ignore rule reason` in it. A comment holds for the
 * statement that it stands in or before. One without a reason holds for nothing, and so is told as stale.
 */
export function waiversIn(part: ScriptPart, statements: readonly StagedStatement[]): readonly PlacedWaiver[] {
  const beside = part.waivers.map((waiver) => ({ ...waiver, part, lines: null }));
  if (!part.text.includes("sluice:ignore")) return beside;
  const spans = statements.map(({ statement }) => ({
    first: statement.place.line,
    last: lineAt(part.text, statement.end),
  }));
  return [
    ...beside,
    ...part.text.split("\n").flatMap((text, at): readonly PlacedWaiver[] => {
      const found = WAIVER.exec(text.trimEnd());
      if (!found?.[1]) return [];
      const line = at + 1;
      const reason = found[2]?.trim() ?? "";
      const lines = spans.find(({ last }) => last >= line) ?? NOWHERE;
      const place = { line, column: found.index + 1 };
      return [{ part, rule: found[1], reason, place, lines: reason === "" ? NOWHERE : lines }];
    }),
  ];
}

const NOWHERE = { first: 0, last: -1 };

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
