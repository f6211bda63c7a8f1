interface Sought {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly keywords: readonly string[];
}

const BY_NAME = 1;
const BY_KEYWORD = 0.7;
const BY_SUMMARY = 0.4;
const BY_PART = 0.2;

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((it) => it !== "");

/** How well an operation fits what was typed, 0 to 1: every word must be found, and what it is called counts before what it says. */
export function searchScore(search: string, operation: Sought): number {
  const sought = wordsOf(search);
  if (sought.length === 0) return 1;
  const fields = [
    { weight: BY_NAME, words: [...wordsOf(operation.name), ...wordsOf(operation.title)] },
    { weight: BY_KEYWORD, words: operation.keywords.flatMap(wordsOf) },
    { weight: BY_SUMMARY, words: wordsOf(operation.summary) },
  ];
  const everything = fields.flatMap(({ words }) => words).join(" ");
  const scores = sought.map((word) => {
    const found = fields.find(({ words }) => words.some((it) => it.startsWith(word)));
    return found?.weight ?? (everything.includes(word) ? BY_PART : 0);
  });
  if (scores.includes(0)) return 0;
  const mean = scores.reduce((sum, it) => sum + it, 0) / scores.length;
  // Of two with all words in their names, the one that is called nothing else.
  return mean * (0.9 + 0.1 / Math.max(1, wordsOf(operation.name).length - sought.length + 1));
}
