/** What a field offers. */
export interface Suggestion {
  readonly value: string;
  /** What it is, such as a column's type. */
  readonly detail?: string | undefined;
}

/** Those that hold what was typed; all of them where it is one of them, or where it is like none. */
export function fittingSuggestions(all: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const text = typed.trim().toLowerCase();
  if (text === "" || all.some(({ value }) => value === typed)) return all;
  const found = all.filter(({ value }) => value.toLowerCase().includes(text));
  return found.length > 0 ? found : all;
}
