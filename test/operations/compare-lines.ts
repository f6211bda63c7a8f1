/** What only one side has: `- ` was wanted and is missing, `+ ` is there and was not wanted. Empty: they are the same. */
export function compareLines(wanted: readonly string[], found: readonly string[]): readonly string[] {
  const left = tally(wanted);
  const surplus: string[] = [];
  for (const line of found) {
    const count = left.get(line) ?? 0;
    if (count === 0) surplus.push(line);
    else left.set(line, count - 1);
  }
  const missing = [...left].flatMap(([line, count]) => Array.from({ length: count }, () => `- ${line}`));
  return [...missing, ...surplus.map((line) => `+ ${line}`)].toSorted(byLine);
}

/** The two sides of one thing stand together. */
const byLine = (a: string, b: string): number => a.slice(2).localeCompare(b.slice(2), "en") || a.localeCompare(b, "en");

function tally(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
