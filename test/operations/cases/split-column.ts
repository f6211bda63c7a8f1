import type { OperationCase, Release } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const splitColumn: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const [tens, ones] = [quoted(shop.names.fresh), "ones"];
  const value = `(${tens} * 10 + ${ones})`;
  const newRelease: Release = {
    statements: [
      {
        does: "insert",
        sql: `INSERT INTO ${table} (${key}, ${tens}, ${ones}) VALUES ($1, $2::int / 10, $2::int % 10)`,
      },
      { does: "update", sql: `UPDATE ${table} SET ${tens} = $2::int / 10, ${ones} = $2::int % 10 WHERE ${key} = $1` },
      { does: "touch", sql: `UPDATE ${table} SET ${note} = 'touched' WHERE ${key} = $1` },
      { does: "delete", sql: `DELETE FROM ${table} WHERE ${key} = $1` },
      { does: "read", sql: `SELECT ${value}::text AS value FROM ${table} WHERE ${key} = $1` },
    ],
    state: `SELECT ${key}::text AS key, ${value}::text AS value FROM ${table}`,
  };
  return {
    name: `split-column${shop.suffix}`,
    setup: shopSetup(shop),
    fill: (rows) => shopFill(shop, rows),
    change: {
      operations: [
        {
          "split-column": {
            table,
            column: shop.names.number,
            into: [
              { name: shop.names.fresh, type: "bigint", notNull: true, up: `${number} / 10` },
              { name: "ones", type: "bigint", notNull: true, up: `${number} % 10` },
            ],
            down: value,
            soak: "200ms",
          },
        },
      ],
    },
    oracle: `ALTER TABLE ${table} ADD COLUMN ${tens} bigint, ADD COLUMN ones bigint;
      UPDATE ${table} SET ${tens} = ${number} / 10, ones = ${number} % 10;
      ALTER TABLE ${table} ALTER COLUMN ${tens} SET NOT NULL, ALTER COLUMN ones SET NOT NULL, DROP COLUMN ${number}`,
    old: shopRelease(shop),
    new: newRelease,
  };
});
