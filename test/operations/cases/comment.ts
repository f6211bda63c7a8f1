import type { OperationCase } from "../operation-case.ts";
import { columnsOf, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const comment: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { number, note } = columnsOf(shop);
  const release = shopRelease(shop);
  return {
    name: `comment${shop.suffix}`,
    setup: `${shopSetup(shop)}
ALTER TABLE ${table} ADD CONSTRAINT "Chk" CHECK (${number} IS NOT NULL);
CREATE INDEX "Idx" ON ${table} (${number});
COMMENT ON INDEX ${shop.schema}."Idx" IS 'index';`,
    fill: (rows) => shopFill(shop, rows),
    change: {
      operations: [
        { comment: { table, comment: "it's \\ new" } },
        { comment: { table, column: shop.names.note, comment: null } },
        { comment: { table, constraint: "Chk", comment: "always" } },
        { comment: { table, index: "Idx", comment: "of numbers" } },
      ],
    },
    oracle: `COMMENT ON TABLE ${table} IS E'it''s \\\\ new'; COMMENT ON COLUMN ${table}.${note} IS NULL;
COMMENT ON CONSTRAINT "Chk" ON ${table} IS 'always'; COMMENT ON INDEX ${shop.schema}."Idx" IS 'of numbers';`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});
