import { onEvents } from "../events.ts";
import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

/** Old writers leave the note NULL or empty, which the check forbids: their rows are mended as they come. */
export const addCheck: readonly OperationCase[] = [
  ...SHOPS.flatMap((shop): OperationCase[] => {
    const { table } = tablesOf(shop);
    const { key, number, note } = columnsOf(shop);
    const release = shopRelease(shop);
    const check = `${number} >= 0 AND ${note} <> ''`;
    const added = `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(shop.names.fresh)} CHECK (${check})`;
    const careless = release.statements.map((it) =>
      it.does === "touch" ? { ...it, sql: `UPDATE ${table} SET ${note} = '' WHERE ${key} = $1` } : it,
    );
    const simple = { setup: shopSetup(shop), fill: (rows: number) => shopFill(shop, rows), new: release };
    return [
      {
        ...simple,
        name: `add-check${shop.suffix}`,
        change: { operations: [{ "add-check": { table, name: shop.names.fresh, check } }] },
        oracle: added,
        old: release,
        oldSurvives: true,
      },
      {
        ...simple,
        name: `add-check-with-repair${shop.suffix}`,
        fill: (rows: number) => `${shopFill(shop, rows)}
UPDATE ${table} SET ${note} = '' WHERE ${key} % 3 = 0;`,
        change: {
          operations: [
            {
              "add-check": {
                table,
                name: shop.names.fresh,
                check,
                repair: { set: { [shop.names.note]: `'mended ' || ${key}` } },
              },
            },
          ],
        },
        oracle: `UPDATE ${table} SET ${note} = 'mended ' || ${key} WHERE ${note} = ''; ${added}`,
        old: { ...release, statements: careless },
      },
    ];
  }),
  onEvents({
    name: "add-check-partitioned",
    change: { operations: [{ "add-check": { table: "public.events", name: "positive", check: "n > 0 -- always" } }] },
    oracle: "ALTER TABLE public.events ADD CONSTRAINT positive CHECK (n > 0)",
  }),
];
