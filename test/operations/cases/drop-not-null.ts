import { onEvents } from "../events.ts";
import type { OperationCase } from "../operation-case.ts";
import { columnsOf, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const dropNotNull: readonly OperationCase[] = [
  ...SHOPS.map((shop): OperationCase => {
    const { table } = tablesOf(shop);
    const { number } = columnsOf(shop);
    const release = shopRelease(shop);
    return {
      name: `drop-not-null${shop.suffix}`,
      setup: `${shopSetup(shop)}
ALTER TABLE ${table} ALTER COLUMN ${number} SET NOT NULL;`,
      fill: (rows) => shopFill(shop, rows),
      change: { operations: [{ "drop-not-null": { table, column: shop.names.number } }] },
      oracle: `ALTER TABLE ${table} ALTER COLUMN ${number} DROP NOT NULL`,
      old: release,
      new: release,
      oldSurvives: true,
    };
  }),
  onEvents({
    name: "drop-not-null-partitioned",
    change: { operations: [{ "drop-not-null": { table: "public.events", column: "id" } }] },
    oracle: "ALTER TABLE public.events ALTER COLUMN id DROP NOT NULL",
  }),
];
