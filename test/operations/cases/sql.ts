import type { OperationCase } from "../operation-case.ts";
import { SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const sql: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const release = shopRelease(shop);
  return {
    name: `sql${shop.suffix}`,
    setup: shopSetup(shop),
    fill: (rows) => shopFill(shop, rows),
    change: {
      operations: [
        {
          sql: {
            sql: `GRANT DELETE ON ${table} TO pg_monitor; GRANT TRUNCATE ON ${table} TO pg_monitor`,
            undo: `REVOKE TRUNCATE ON ${table} FROM pg_monitor; REVOKE DELETE ON ${table} FROM pg_monitor`,
          },
        },
        {
          sql: {
            sql: `REVOKE INSERT ON ${table} FROM pg_read_all_stats`,
            undo: `GRANT INSERT ON ${table} TO pg_read_all_stats WITH GRANT OPTION`,
            phase: "contract",
          },
        },
      ],
    },
    oracle: `GRANT DELETE, TRUNCATE ON ${table} TO pg_monitor; REVOKE INSERT ON ${table} FROM pg_read_all_stats`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});
