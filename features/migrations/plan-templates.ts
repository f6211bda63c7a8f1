/** What the editor of a new migration begins with: valid YAML whose gaps the checker names. */
export const NEW_PLAN = `sluice: 1
name: my-change
title: What it does, for people
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE my_table ADD COLUMN my_column integer
      undo: ALTER TABLE my_table DROP COLUMN my_column
  backfill:
    - backfill:
        table: my_table
        set: { my_column: "0" }
        where: my_column IS NULL
  verify:
    - check:
        name: every row has a value
        none: SELECT id FROM my_table WHERE my_column IS NULL
`;
