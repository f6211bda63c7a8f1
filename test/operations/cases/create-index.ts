import { onEvents } from "../events.ts";
import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const createIndex: readonly OperationCase[] = [
  ...SHOPS.map((shop): OperationCase => {
    const { table } = tablesOf(shop);
    const { key, number, note } = columnsOf(shop);
    const release = shopRelease(shop);
    const index = (name: string) =>
      `CREATE UNIQUE INDEX ${quoted(name)} ON ${table} USING btree (lower(${note}) COLLATE "C" text_pattern_ops DESC NULLS LAST, ${key}) INCLUDE (${number}) WITH (fillfactor = 70) WHERE ${number} > 0 -- why`;
    return {
      name: `create-index${shop.suffix}`,
      setup: shopSetup(shop),
      fill: (rows) => shopFill(shop, rows),
      change: {
        operations: [
          { "create-index": { table, index: index(shop.names.fresh) } },
          { "create-index": { table, index: `CREATE INDEX "hash" ON ${table} USING hash (${note})` } },
        ],
      },
      oracle: `${index(shop.names.fresh)}\n; CREATE INDEX "hash" ON ${table} USING hash (${note})`,
      old: release,
      new: release,
      oldSurvives: true,
    };
  }),
  onEvents({
    name: "create-index-partitioned",
    prepare: "CREATE INDEX events_1_abs_at_idx ON public.events_1 (at);",
    change: {
      operations: [
        {
          "create-index": {
            table: "public.events",
            index: `CREATE INDEX "By n" ON public.events (abs(n), at DESC) WHERE n > 0`,
          },
        },
      ],
    },
    oracle: `CREATE INDEX "By n" ON public.events (abs(n), at DESC) WHERE n > 0`,
  }),
];
