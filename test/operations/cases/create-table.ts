import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const createTable: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table, other } = tablesOf(shop);
  const { key } = columnsOf(shop);
  const { names } = shop;
  const fresh = quoted(names.fresh);
  const release = shopRelease(shop);
  return {
    name: `create-table${shop.suffix}`,
    setup: shopSetup(shop),
    fill: (rows) => shopFill(shop, rows),
    change: {
      operations: [
        {
          "create-table": {
            table: other,
            columns: [
              { name: names.key, type: "bigint", identity: "always" },
              { name: names.fresh, type: "bigint", notNull: true, comment: "which ''one" },
              { name: "price", type: "numeric(12,2)", default: "0" },
              { name: "twice", type: "numeric", generated: "price * 2" },
              { name: "code", type: "text", collation: 'pg_catalog."C"' },
            ],
            primaryKey: [names.key],
            unique: [[names.fresh, "code"], ["code"]],
            checks: { [names.number]: "price >= 0" },
            foreignKeys: [{ columns: [names.fresh], references: { table, columns: [names.key], onDelete: "cascade" } }],
            comment: "lines",
          },
        },
      ],
    },
    oracle: `CREATE TABLE ${other} (
  ${key} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${fresh} bigint NOT NULL REFERENCES ${table} ON DELETE CASCADE, price numeric(12,2) DEFAULT 0,
  twice numeric GENERATED ALWAYS AS (price * 2) STORED, code text COLLATE "C", UNIQUE (${fresh}, code), UNIQUE (code),
  CONSTRAINT ${quoted(names.number)} CHECK (price >= 0));
COMMENT ON TABLE ${other} IS 'lines'; COMMENT ON COLUMN ${other}.${fresh} IS 'which ''''one';`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});
