import type { OperationCase } from "../operation-case.ts";
import { columnsOf, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const dropColumn: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const release = shopRelease(shop);
  return {
    name: `drop-column${shop.suffix}`,
    setup: `${shopSetup(shop)}
      ALTER TABLE ${table} ALTER COLUMN ${note} SET NOT NULL, ALTER COLUMN ${note} DROP DEFAULT;
      CREATE INDEX notes ON ${table} (lower(${note}))`,
    fill: (rows) => shopFill(shop, rows),
    change: {
      operations: [{ "drop-column": { table, column: shop.names.note, down: `'no ' || ${number}`, soak: "200ms" } }],
    },
    oracle: `ALTER TABLE ${table} DROP COLUMN ${note}`,
    old: release,
    new: {
      ...release,
      statements: [
        { does: "insert", sql: `INSERT INTO ${table} (${key}, ${number}) VALUES ($1, $2)` },
        ...release.statements.filter(({ does }) => does !== "insert" && does !== "touch"),
      ],
    },
  };
});
