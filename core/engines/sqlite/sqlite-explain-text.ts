let count = 0;

/**
 * An EXPLAIN that no session has prepared before. A kept one does not notice that the schema has changed: it answers the
 * old plan, and reading names of what is gone has ended the process (node:sqlite, SQLite 3.53).
 */
export function explainText(kind: "EXPLAIN" | "EXPLAIN QUERY PLAN", sql: string): string {
  count += 1;
  return `${kind} /* ${count} */ ${sql}`;
}
