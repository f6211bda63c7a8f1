import type { TableRef } from "../introspector.ts";

/** An identifier as PostgreSQL reads it whatever it contains. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const quoteTableName = (table: TableRef): string =>
  table.schema ? `${quoteName(table.schema)}.${quoteName(table.name)}` : quoteName(table.name);

/** A literal that reads the same under both settings of `standard_conforming_strings`. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? `E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

/** An expression in parentheses; a trailing comment must not swallow what follows it. */
export const inParentheses = (expression: string): string =>
  expression.includes("--") ? `(${expression}\n)` : `(${expression})`;

/** The body of a function between dollar signs, which no identifier inside can end. */
export function dollarQuoted(text: string): string {
  let tag = "sluice";
  while (text.includes(`$${tag}$`)) tag += "_";
  return `$${tag}$${text}$${tag}$`;
}
