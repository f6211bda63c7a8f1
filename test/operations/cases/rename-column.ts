import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, type Shop, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

const plain: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { number } = columnsOf(shop);
  const { number: from, fresh } = shop.names;
  const renamed: Shop = { ...shop, names: { ...shop.names, number: fresh } };
  return {
    name: `rename-column${shop.suffix}`,
    setup: `${shopSetup(shop)}
      CREATE INDEX numbers ON ${table} (${number});
      ALTER TABLE ${table} ADD CONSTRAINT counted CHECK (${number} > 0);`,
    fill: (rows) => shopFill(shop, rows),
    change: { operations: [{ "rename-column": { table, column: from, to: fresh, soak: "200ms" } }] },
    oracle: `ALTER TABLE ${table} RENAME COLUMN ${number} TO ${quoted(fresh)}`,
    old: shopRelease(shop),
    new: shopRelease(renamed, table),
  };
});

/** Both are one rule: the new name has the new type from the start, and the old name the old one to the end. */
const withType: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { number } = columnsOf(shop);
  const { number: from, fresh } = shop.names;
  const renamed: Shop = { ...shop, names: { ...shop.names, number: fresh } };
  return {
    name: `rename-column-with-type${shop.suffix}`,
    setup: `${shopSetup(shop)}
      CREATE INDEX numbers ON ${table} (${number});
      ALTER TABLE ${table} ADD CONSTRAINT counted CHECK (${number} > 0);`,
    fill: (rows) => shopFill(shop, rows),
    change: {
      operations: [
        { "change-type": { table, column: from, type: "numeric(20,0)", soak: "200ms" } },
        { "rename-column": { table, column: from, to: fresh, soak: "100ms" } },
      ],
    },
    oracle: `ALTER TABLE ${table} ALTER ${number} TYPE numeric(20,0); ALTER TABLE ${table} RENAME COLUMN ${number} TO ${quoted(fresh)}`,
    old: shopRelease(shop),
    new: shopRelease(renamed, table),
  };
});

export const renameColumn: readonly OperationCase[] = [...plain, ...withType];
