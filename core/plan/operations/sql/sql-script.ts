/** Statements as one text, as a `sql` step holds them. */
export const sqlScript = (statements: readonly string[]): string => statements.map((it) => `${it};`).join("\n");
