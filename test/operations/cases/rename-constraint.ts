import type { OperationCase } from "../operation-case.ts";
import { quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const renameConstraint: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const release = shopRelease(shop);
  const name = `${shop.names.table}_pkey`;
  return {
    name: `rename-constraint${shop.suffix}`,
    setup: `${shopSetup(shop)}
COMMENT ON CONSTRAINT ${quoted(name)} ON ${table} IS 'the key';`,
    fill: (rows) => shopFill(shop, rows),
    change: { operations: [{ "rename-constraint": { table, name, to: shop.names.fresh } }] },
    oracle: `ALTER TABLE ${table} RENAME CONSTRAINT ${quoted(name)} TO ${quoted(shop.names.fresh)}`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});
