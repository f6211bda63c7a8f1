import type { OperationCase } from "../operation-case.ts";
import { columnsOf, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const dropDefault: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { note } = columnsOf(shop);
  const release = shopRelease(shop);
  return {
    name: `drop-default${shop.suffix}`,
    setup: shopSetup(shop),
    fill: (rows) => shopFill(shop, rows),
    change: { operations: [{ "drop-default": { table, column: shop.names.note } }] },
    oracle: `ALTER TABLE ${table} ALTER COLUMN ${note} DROP DEFAULT`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});
