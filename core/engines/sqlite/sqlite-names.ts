import type { TableRef } from "../introspector.ts";

/** An identifier as SQLite reads it whatever it contains. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const quoteTableName = (table: TableRef): string =>
  table.schema ? `${quoteName(table.schema)}.${quoteName(table.name)}` : quoteName(table.name);

/** A literal; used where SQLite takes no parameter, such as in triggers. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** SQLite compares names without regard to the case of ASCII letters. */
export const sameName = (a: string, b: string): boolean => foldName(a) === foldName(b);

export const foldName = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** An author's expression; a line comment at its end must not swallow the parenthesis. */
export const inParentheses = (expression: string): string =>
  expression.includes("--") ? `(${expression}\n)` : `(${expression})`;
