import { spanWords } from "./demand-words.ts";
import type { GateDemand } from "./gate-demand.ts";

/** What a gate demands, in words: one line an application and column. */
export const demandTexts = (demands: readonly GateDemand[]): string[] =>
  demands.flatMap(({ application, version, unread, unwritten, forMs }) => {
    const span = forMs > 0 ? ` for ${spanWords(forMs)}` : "";
    return [
      ...(version === null ? [] : [`every live instance of ${application} is ${version}`]),
      ...unread.map((column) => `${column} unread by ${application}${span}`),
      ...unwritten.map((column) => `${column} unwritten by ${application}${span}`),
    ];
  });
