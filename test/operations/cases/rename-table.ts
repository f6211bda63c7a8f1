import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const renameTable: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { key, number } = columnsOf(shop);
  const to = quoted(shop.names.fresh);
  return {
    name: `rename-table${shop.suffix}`,
    setup: `${shopSetup(shop)}
CREATE VIEW ${shop.namesakeSchema}."above" AS SELECT ${key}, ${number} FROM ${table};`,
    fill: (rows) => shopFill(shop, rows),
    change: { operations: [{ "rename-table": { table, to: shop.names.fresh } }] },
    oracle: `ALTER TABLE ${table} RENAME TO ${to}`,
    old: shopRelease(shop),
    new: shopRelease(shop, `${shop.schema}.${to}`),
    newAfter: "expand",
  };
});
