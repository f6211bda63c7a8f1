import { onEvents } from "../events.ts";
import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const addUnique: readonly OperationCase[] = [
  ...SHOPS.flatMap((shop) => {
    const { table } = tablesOf(shop);
    const { key, note, number } = columnsOf(shop);
    const release = shopRelease(shop);
    const one = { setup: shopSetup(shop), fill: (rows: number) => shopFill(shop, rows), old: release, new: release };
    const name = quoted(shop.names.fresh);
    return [
      {
        ...one,
        name: `add-unique${shop.suffix}`,
        change: {
          operations: [
            {
              "add-unique": {
                table,
                name: shop.names.fresh,
                columns: [shop.names.note, shop.names.key],
                include: [shop.names.number],
                deferrable: "deferred" as const,
              },
            },
          ],
        },
        oracle: `ALTER TABLE ${table} ADD CONSTRAINT ${name} UNIQUE (${note}, ${key}) INCLUDE (${number}) DEFERRABLE INITIALLY DEFERRED`,
        oldSurvives: true,
      },
      {
        ...one,
        name: `add-unique-nulls-not-distinct${shop.suffix}`,
        change: {
          operations: [
            {
              "add-unique": {
                table,
                name: shop.names.fresh,
                columns: [shop.names.key, shop.names.note],
                nullsNotDistinct: true,
              },
            },
          ],
        },
        oracle: `ALTER TABLE ${table} ADD CONSTRAINT ${name} UNIQUE NULLS NOT DISTINCT (${key}, ${note})`,
        oldSurvives: true,
        versions: ["15", "16", "17", "18"] as const,
      },
    ];
  }),
  onEvents({
    name: "add-unique-partitioned",
    change: { operations: [{ "add-unique": { table: "public.events", name: "events_id_at", columns: ["id", "at"] } }] },
    oracle: "ALTER TABLE public.events ADD CONSTRAINT events_id_at UNIQUE (id, at)",
  }),
];
