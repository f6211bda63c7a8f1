import { onEvents } from "../events.ts";
import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const addPrimaryKey: readonly OperationCase[] = [
  ...SHOPS.map((shop): OperationCase => {
    const { table } = tablesOf(shop);
    const { key, note } = columnsOf(shop);
    const release = shopRelease(shop);
    const old = quoted(`${shop.names.table}_pkey`);
    return {
      name: `add-primary-key${shop.suffix}`,
      setup: `${shopSetup(shop)}
ALTER TABLE ${table} DROP CONSTRAINT ${old}; ALTER TABLE ${table} ALTER COLUMN ${key} DROP NOT NULL; CREATE INDEX "by key" ON ${table} (${key});`,
      fill: (rows) => shopFill(shop, rows),
      change: {
        operations: [
          { "add-primary-key": { table, name: shop.names.fresh, columns: [shop.names.note, shop.names.key] } },
        ],
      },
      oracle: `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(shop.names.fresh)} PRIMARY KEY (${note}, ${key})`,
      old: release,
      new: release,
      oldSurvives: true,
    };
  }),
  onEvents({
    name: "add-primary-key-partitioned",
    keyed: false,
    change: {
      operations: [{ "add-primary-key": { table: "public.events", name: "events_key", columns: ["id", "at"] } }],
    },
    oracle: "ALTER TABLE public.events ADD CONSTRAINT events_key PRIMARY KEY (id, at)",
  }),
];
