import { onEvents } from "../events.ts";
import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const addForeignKey: readonly OperationCase[] = [
  ...SHOPS.flatMap((shop): OperationCase[] => {
    const { table, other } = tablesOf(shop);
    const { key } = columnsOf(shop);
    const release = shopRelease(shop);
    const fresh = quoted(shop.names.fresh);
    // In the reverse of the key's order, so that pairs read as a set come out wrong.
    const key2 = `FOREIGN KEY ("z", ${fresh}) REFERENCES ${other} ("b", "a")`;
    const columns = ["z", shop.names.fresh];
    const references = { table: other, columns: ["b", "a"] };
    const one = {
      setup: `${shopSetup(shop)}
CREATE TABLE ${other} ("a" bigint, "b" bigint, UNIQUE ("a", "b"));
ALTER TABLE ${table} ADD COLUMN ${fresh} bigint, ADD COLUMN "z" bigint;`,
      fill: (rows: number) => `${shopFill(shop, rows)}
INSERT INTO ${other} SELECT g, g + 1 FROM generate_series(1, ${rows}) g;
UPDATE ${table} SET ${fresh} = ${key}, "z" = ${key} + 1 WHERE ${key} % 2 = 0;`,
      old: release,
      new: release,
      oldSurvives: true,
    };
    const index = `CREATE INDEX ON ${table} ("z", ${fresh});`;
    return [
      {
        ...one,
        name: `add-foreign-key${shop.suffix}`,
        change: {
          operations: [
            {
              "add-foreign-key": {
                table,
                name: shop.names.fresh,
                columns,
                references: { ...references, onDelete: "set null", onUpdate: "cascade" },
                deferrable: "immediate",
              },
            },
          ],
        },
        oracle: `${index}
ALTER TABLE ${table} ADD CONSTRAINT ${fresh} ${key2} ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE`,
      },
      {
        ...one,
        name: `add-foreign-key-orphans${shop.suffix}`,
        fill: (rows: number) => `${one.fill(rows)}
UPDATE ${table} SET "z" = 7000000 WHERE ${key} % 4 = 0;`,
        change: {
          operations: [
            { "add-foreign-key": { table, name: shop.names.fresh, columns, references, orphans: "set-null" } },
          ],
        },
        oracle: `${index}
UPDATE ${table} SET "z" = NULL, ${fresh} = NULL WHERE "z" = 7000000;
ALTER TABLE ${table} ADD CONSTRAINT ${fresh} ${key2}`,
      },
    ];
  }),
  onEvents({
    name: "add-foreign-key-partitioned",
    change: {
      operations: [
        {
          "add-foreign-key": {
            table: "public.events",
            name: "events_day",
            columns: ["at"],
            references: { table: "public.days", columns: ["at"], onDelete: "restrict" },
          },
        },
      ],
    },
    oracle: `CREATE INDEX events_at_idx ON public.events (at);
ALTER TABLE public.events ADD CONSTRAINT events_day FOREIGN KEY (at) REFERENCES public.days (at) ON DELETE RESTRICT`,
  }),
];
