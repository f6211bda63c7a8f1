import type { OperationCase, Release } from "../operation-case.ts";

const ofTable = (columns: {
  readonly set: string;
  readonly names: string;
  readonly values: string;
  readonly value: string;
}): Release => ({
  statements: [
    { does: "insert", sql: `INSERT INTO clock (id, ${columns.names}) VALUES ($1, ${columns.values})` },
    { does: "update", sql: `UPDATE clock SET ${columns.set} WHERE id = $1` },
    { does: "touch", sql: "UPDATE clock SET place = 'moved' WHERE id = $1" },
    { does: "delete", sql: "DELETE FROM clock WHERE id = $1" },
    { does: "read", sql: `SELECT (${columns.value})::text AS value FROM clock WHERE id = $1` },
  ],
  state: `SELECT id::text AS key, (${columns.value})::text AS value FROM clock`,
});

/** Hours and minutes become minutes alone. */
export const mergeColumns: readonly OperationCase[] = [
  {
    name: "merge-columns",
    setup: 'CREATE TABLE clock (id bigint PRIMARY KEY, "Hours" int NOT NULL, minutes int NOT NULL, place text)',
    fill: (rows) => `INSERT INTO clock SELECT g, g / 60, g % 60, 'p' FROM generate_series(1, ${rows}) g`,
    change: {
      operations: [
        {
          "merge-columns": {
            table: "clock",
            columns: ["Hours", "minutes"],
            into: { name: "Total", type: "bigint", notNull: true, up: '"Hours" * 60 + minutes' },
            down: { Hours: '("Total" / 60)::int', minutes: '("Total" % 60)::int' },
            soak: "200ms",
          },
        },
      ],
    },
    oracle: `ALTER TABLE clock ADD COLUMN "Total" bigint; UPDATE clock SET "Total" = "Hours" * 60 + minutes;
      ALTER TABLE clock ALTER COLUMN "Total" SET NOT NULL, DROP COLUMN "Hours", DROP COLUMN minutes`,
    old: ofTable({
      names: '"Hours", minutes',
      values: "$2::int / 60, $2::int % 60",
      set: '"Hours" = $2::int / 60, minutes = $2::int % 60',
      value: '"Hours" * 60 + minutes',
    }),
    new: ofTable({ names: '"Total"', values: "$2", set: '"Total" = $2', value: '"Total"' }),
  },
];
