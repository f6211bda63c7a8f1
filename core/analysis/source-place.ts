/** Where something stands in the text that was given. */
export interface SourcePlace {
  /** One-based. */
  readonly line: number;
  /** One-based, in UTF-16 units as editors count. */
  readonly column: number;
  /** UTF-16 units from the start of the text, for edits of the source. */
  readonly offset: number;
}
