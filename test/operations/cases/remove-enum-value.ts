import type { OperationCase, Release } from "../operation-case.ts";

const type = '"St""ate"';
const ofState = (state: string): Release => ({
  statements: [
    { does: "insert", sql: `INSERT INTO task (id, points, state) VALUES ($1, $2, ${state})` },
    { does: "update", sql: "UPDATE task SET points = $2 WHERE id = $1" },
    { does: "touch", sql: `UPDATE task SET state = ${state} WHERE id = $1` },
    { does: "delete", sql: "DELETE FROM task WHERE id = $1" },
    { does: "read", sql: "SELECT points::text AS value FROM task WHERE id = $1" },
  ],
  state: "SELECT id::text AS key, points::text AS value FROM task",
});

export const removeEnumValue: readonly OperationCase[] = [
  {
    name: "remove-enum-value",
    setup: `CREATE TYPE ${type} AS ENUM ('Open', 'it''s held', 'done'); COMMENT ON TYPE ${type} IS 'where it stands';
      CREATE TABLE task (id bigint PRIMARY KEY, points bigint, state ${type} NOT NULL DEFAULT 'Open', before ${type}[]);
      CREATE INDEX states ON task (state)`,
    fill: (rows) =>
      `INSERT INTO task SELECT g, g, (ARRAY['Open', 'it''s held', 'done'])[1 + g % 3]::${type} FROM generate_series(1, ${rows}) g`,
    change: { operations: [{ "remove-enum-value": { type, value: "it's held", instead: "Open", soak: "200ms" } }] },
    oracle: `ALTER TYPE ${type} RENAME TO was; CREATE TYPE ${type} AS ENUM ('Open', 'done'); COMMENT ON TYPE ${type} IS 'where it stands';
      ALTER TABLE task ALTER COLUMN state DROP DEFAULT;
      ALTER TABLE task ALTER COLUMN state TYPE ${type} USING replace(state::text, 'it''s held', 'Open')::${type}, ALTER COLUMN before TYPE ${type}[] USING before::text[]::${type}[];
      ALTER TABLE task ALTER COLUMN state SET DEFAULT 'Open'; DROP TYPE was`,
    old: ofState("'it''s held'"),
    new: ofState("'done'"),
  },
];
