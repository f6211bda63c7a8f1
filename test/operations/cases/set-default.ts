import type { OperationCase } from "../operation-case.ts";
import { columnsOf, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const setDefault: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { note } = columnsOf(shop);
  const release = shopRelease(shop);
  return {
    name: `set-default${shop.suffix}`,
    setup: shopSetup(shop),
    fill: (rows) => shopFill(shop, rows),
    change: { operations: [{ "set-default": { table, column: shop.names.note, default: "'it''s new'" } }] },
    oracle: `ALTER TABLE ${table} ALTER COLUMN ${note} SET DEFAULT 'it''s new'`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});
