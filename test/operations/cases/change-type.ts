import type { OperationCase } from "../operation-case.ts";
import { columnsOf, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

/** A release that leaves the type of its parameters to the server fits both forms. */
export const changeType: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const release = shopRelease(shop);
  return {
    name: `change-type${shop.suffix}`,
    setup: `${shopSetup(shop)}
      CREATE INDEX numbers ON ${table} (${number} DESC) INCLUDE (${note}) WHERE ${number} IS NOT NULL;
      ALTER TABLE ${table} ADD CONSTRAINT pair UNIQUE (${number}, ${key}), ADD CONSTRAINT counted CHECK (${number} > -1000000);
      COMMENT ON COLUMN ${table}.${number} IS 'how many';`,
    fill: (rows) => shopFill(shop, rows),
    change: {
      operations: [{ "change-type": { table, column: shop.names.number, type: "numeric(20,0)", soak: "200ms" } }],
    },
    oracle: `ALTER TABLE ${table} ALTER COLUMN ${number} TYPE numeric(20,0)`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});
