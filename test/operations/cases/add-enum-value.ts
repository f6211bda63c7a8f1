import type { OperationCase } from "../operation-case.ts";
import { quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const addEnumValue: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const type = `${shop.schema}.${quoted(shop.names.fresh)}`;
  const release = shopRelease(shop);
  return {
    name: `add-enum-value${shop.suffix}`,
    setup: `${shopSetup(shop)}
CREATE TYPE ${type} AS ENUM ('new', 'it''s paid', 'sent');
CREATE TYPE ${shop.namesakeSchema}.${quoted(shop.names.fresh)} AS ENUM ('a', 'b');
ALTER TABLE ${table} ADD COLUMN state ${type} DEFAULT 'new';`,
    fill: (rows) => shopFill(shop, rows),
    change: {
      operations: [
        { "add-enum-value": { type, value: "half 'paid", before: "it's paid" } },
        { "add-enum-value": { type, value: "lost" } },
      ],
    },
    oracle: `ALTER TYPE ${type} ADD VALUE 'half ''paid' BEFORE 'it''s paid';
ALTER TYPE ${type} ADD VALUE 'lost';`,
    old: release,
    new: release,
    oldSurvives: true,
    cannotRollBack: "PostgreSQL cannot take a value of an enum away",
  };
});
