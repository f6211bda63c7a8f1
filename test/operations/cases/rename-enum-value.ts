import type { OperationCase } from "../operation-case.ts";
import { quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const renameEnumValue: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const type = `${shop.schema}.${quoted(shop.names.fresh)}`;
  const release = shopRelease(shop);
  return {
    name: `rename-enum-value${shop.suffix}`,
    setup: `${shopSetup(shop)}
CREATE TYPE ${type} AS ENUM ('new', 'it''s paid', 'sent');
ALTER TABLE ${table} ADD COLUMN state ${type} DEFAULT 'it''s paid';`,
    fill: (rows) => shopFill(shop, rows),
    change: { operations: [{ "rename-enum-value": { type, value: "it's paid", to: "settled \\ 'all" } }] },
    oracle: `ALTER TYPE ${type} RENAME VALUE 'it''s paid' TO E'settled \\\\ ''all'`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});
