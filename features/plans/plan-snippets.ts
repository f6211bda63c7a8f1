/** A ready-made step, in CodeMirror's snippet language: `#{}` marks the places to fill in, one after the other. */
export interface StepSnippet {
  readonly kind: string;
  readonly info: string;
  readonly body: string;
}

/* Without the leading dash, indented as if the first letter stood in column 0. */
export const STEP_SNIPPETS: readonly StepSnippet[] = [
  {
    kind: "sql",
    info: "Runs SQL in one transaction under a short lock timeout",
    body: "sql: #{ALTER TABLE name ADD COLUMN name type}\n  undo: #{ALTER TABLE name DROP COLUMN name}",
  },
  {
    kind: "index",
    info: "Creates or drops an index without blocking writers where the engine can",
    body: "index: #{CREATE INDEX name ON table (column)}",
  },
  {
    kind: "sync",
    info: "Dual writes: a trigger keeps old and new columns equal",
    body: 'sync:\n    table: #{table}\n    to: { #{new_column}: "#{expression over the row}" }\n    back: { #{old_column}: "#{expression over the row}" }',
  },
  {
    kind: "backfill",
    info: "Changes rows in small batches, resumable, each row exactly once",
    body: 'backfill:\n    table: #{table}\n    set: { #{column}: "#{expression}" }\n    where: "#{column IS NULL}"',
  },
  {
    kind: "check: none",
    info: "A query that must return no row; what it returned is kept as evidence",
    body: "check:\n    name: #{what agrees}\n    none: #{SELECT id FROM table WHERE …}",
  },
  {
    kind: "check: equal",
    info: "Two queries that must return the same value",
    body: "check:\n    name: #{what is equal}\n    equal:\n      - #{SELECT count(*) FROM table}\n      - #{SELECT count(column) FROM table}",
  },
  {
    kind: "check: copy",
    info: "Two tables that must hold the same rows, compared range by range along their key",
    body: 'check:\n    name: #{what is a copy of what}\n    copy:\n      from: #{table}\n      to: #{copy}\n      columns: { #{column}: "#{expression over the original\'s row}" }',
  },
  {
    kind: "gate",
    info: "Waits for a person to say yes",
    body: 'gate: { ask: "#{Is the new release on every host?}" }',
  },
  {
    kind: "gate: applications",
    info: "Waits until applications run a version and leave columns alone",
    body: 'gate:\n    applications:\n      #{application}: { version: "#{>= 2.3.0}", unread: [#{table.column}], for: #{10m} }',
  },
  { kind: "soak", info: "Waits a time", body: 'soak: { for: #{10m}, why: "#{let the caches turn over}" }' },
];
