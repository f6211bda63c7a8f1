import type { OperationCase } from "../operation-case.ts";
import { columnsOf, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const setNotNull: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const release = shopRelease(shop);
  return {
    name: `set-not-null${shop.suffix}`,
    setup: shopSetup(shop),
    fill: (rows) => `${shopFill(shop, rows)} UPDATE ${table} SET ${note} = NULL WHERE ${key} % 3 = 0`,
    change: { operations: [{ "set-not-null": { table, column: shop.names.note, fill: `'no ' || ${key}` } }] },
    oracle: `UPDATE ${table} SET ${note} = 'no ' || ${key} WHERE ${note} IS NULL; ALTER TABLE ${table} ALTER COLUMN ${note} SET NOT NULL`,
    old: {
      ...release,
      statements: [
        { does: "insert", sql: `INSERT INTO ${table} (${key}, ${number}, ${note}) VALUES ($1, $2, NULL)` },
        ...release.statements.filter(({ does }) => does !== "insert"),
      ],
    },
    new: release,
  };
});
