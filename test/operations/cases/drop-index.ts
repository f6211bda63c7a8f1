import { onEvents } from "../events.ts";
import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const dropIndex: readonly OperationCase[] = [
  ...SHOPS.map((shop): OperationCase => {
    const { table } = tablesOf(shop);
    const { key, number, note } = columnsOf(shop);
    const release = shopRelease(shop);
    const name = quoted(shop.names.fresh);
    return {
      name: `drop-index${shop.suffix}`,
      setup: `${shopSetup(shop)}
CREATE INDEX ${name} ON ${table} (lower(${note}) COLLATE "C" text_pattern_ops DESC NULLS LAST, (${key} + 1), ${key}) INCLUDE (${number}) WITH (fillfactor = 70) WHERE ${number} > 0;
COMMENT ON INDEX ${shop.schema}.${name} IS 'it''s quick';
ALTER INDEX ${shop.schema}.${name} ALTER COLUMN 2 SET STATISTICS 300;
CREATE INDEX "kept" ON ${table} (${number});
ALTER TABLE ${table} CLUSTER ON "kept";`,
      fill: (rows) => shopFill(shop, rows),
      change: {
        operations: [
          { "drop-index": { index: `${shop.schema}.${name}` } },
          { "drop-index": { index: `${shop.schema}."kept"` } },
        ],
      },
      oracle: `DROP INDEX ${shop.schema}.${name}; DROP INDEX ${shop.schema}."kept";`,
      old: release,
      new: release,
      oldSurvives: true,
    };
  }),
  onEvents({
    name: "drop-index-partitioned",
    prepare: `CREATE INDEX "By n" ON public.events USING brin (n) WITH (pages_per_range = 16);
COMMENT ON INDEX public."By n" IS 'of all'; COMMENT ON INDEX public.events_1_n_idx IS 'of one'; ALTER INDEX public.events_2a_n_idx RENAME TO "odd";`,
    change: { operations: [{ "drop-index": { index: `public."By n"` } }] },
    oracle: `DROP INDEX public."By n"`,
  }),
];
