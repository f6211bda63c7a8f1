import { onEvents } from "../events.ts";
import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const setReplicaIdentity: readonly OperationCase[] = [
  ...SHOPS.map((shop): OperationCase => {
    const { table } = tablesOf(shop);
    const { key } = columnsOf(shop);
    const release = shopRelease(shop);
    const name = quoted(shop.names.fresh);
    return {
      name: `set-replica-identity${shop.suffix}`,
      setup: `${shopSetup(shop)}
CREATE UNIQUE INDEX "before" ON ${table} (${key});
CREATE UNIQUE INDEX ${name} ON ${table} (${key});
ALTER TABLE ${table} REPLICA IDENTITY USING INDEX "before";`,
      fill: (rows) => shopFill(shop, rows),
      change: { operations: [{ "set-replica-identity": { table, identity: { index: shop.names.fresh } } }] },
      oracle: `ALTER TABLE ${table} REPLICA IDENTITY USING INDEX ${name}`,
      old: release,
      new: release,
      oldSurvives: true,
    };
  }),
  onEvents({
    name: "set-replica-identity-partitioned",
    prepare: "ALTER TABLE public.events_2a REPLICA IDENTITY NOTHING;",
    change: { operations: [{ "set-replica-identity": { table: "public.events", identity: "full" } }] },
    oracle: ["events", "events_1", '"Events 2"', "events_2a"]
      .map((it) => `ALTER TABLE public.${it} REPLICA IDENTITY FULL;`)
      .join("\n"),
  }),
];
