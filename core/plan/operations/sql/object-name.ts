const MOST_BYTES = 63;

/** The name that PostgreSQL itself would choose for a constraint or index: the longer part is cut first, by whole characters. */
export function objectName(table: string, columns: readonly string[], suffix: string): string {
  const parts = [table, ...(columns.length > 0 ? [columns.join("_")] : [])];
  const lengths = parts.map(bytesOf);
  const room = MOST_BYTES - bytesOf(suffix) - parts.length;
  while (lengths.reduce((sum, it) => sum + it, 0) > room) {
    const longest = (lengths[0] ?? 0) > (lengths[1] ?? 0) ? 0 : lengths.length - 1;
    lengths[longest] = (lengths[longest] ?? 0) - 1;
  }
  return [...parts.map((part, index) => clipped(part, lengths[index] ?? 0)), suffix].join("_");
}

const bytesOf = (text: string): number => Buffer.byteLength(text, "utf8");

function clipped(text: string, bytes: number): string {
  let kept = "";
  for (const character of text) {
    if (bytesOf(kept + character) > bytes) break;
    kept += character;
  }
  return kept;
}
