/** A part of a text, from `start` to before `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** The text with spaces in place of the ranges: lines and columns of the rest stay. Ranges come in order. */
export function blankOut(text: string, ranges: readonly TextRange[]): string {
  let result = "";
  let done = 0;
  for (const { start, end } of ranges) {
    result += text.slice(done, start) + text.slice(start, end).replaceAll(/[^\r\n]/g, " ");
    done = end;
  }
  return result + text.slice(done);
}
