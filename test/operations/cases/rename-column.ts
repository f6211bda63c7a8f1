import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, type Shop, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const renameColumn: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { number } = columnsOf(shop);
  const { number: from, fresh } = shop.names;
  const renamed: Shop = { ...shop, names: { ...shop.names, number: fresh } };
  return {
    name: `rename-column${shop.suffix}`,
    setup: `${shopSetup(shop)}
      CREATE INDEX numbers ON ${table} (${number});
      ALTER TABLE ${table} ADD CONSTRAINT counted CHECK (${number} > 0)`,
    fill: (rows) => shopFill(shop, rows),
    change: { operations: [{ "rename-column": { table, column: from, to: fresh, soak: "200ms" } }] },
    oracle: `ALTER TABLE ${table} RENAME COLUMN ${number} TO ${quoted(fresh)}`,
    old: shopRelease(shop),
    new: shopRelease(renamed, table),
  };
});
