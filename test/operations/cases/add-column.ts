import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const addColumn: readonly OperationCase[] = SHOPS.flatMap((shop) => {
  const { table } = tablesOf(shop);
  const { number } = columnsOf(shop);
  const { fresh } = shop.names;
  const release = shopRelease(shop);
  const common = {
    setup: shopSetup(shop),
    fill: (rows: number) => shopFill(shop, rows),
    old: release,
    new: release,
    oldSurvives: true,
  };
  const add = (type: string, rest: object) => ({ table, column: { name: fresh, type, ...rest } });
  return [
    {
      ...common,
      name: `add-column${shop.suffix}`,
      change: { operations: [{ "add-column": add("text", { notNull: true, default: "'x'" }) }] },
      oracle: `ALTER TABLE ${table} ADD COLUMN ${quoted(fresh)} text NOT NULL DEFAULT 'x'`,
    },
    {
      ...common,
      name: `add-column-computed${shop.suffix}`,
      change: {
        operations: [{ "add-column": { ...add("text", { comment: "it's" }), up: `${number}::text || '!'` } }],
      },
      oracle: `ALTER TABLE ${table} ADD COLUMN ${quoted(fresh)} text; UPDATE ${table} SET ${quoted(fresh)} = ${number}::text || '!';
        COMMENT ON COLUMN ${table}.${quoted(fresh)} IS 'it''s'`,
    },
  ];
});
