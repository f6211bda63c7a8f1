import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const replaceIndex: readonly OperationCase[] = SHOPS.flatMap((shop) => {
  const { table } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const release = shopRelease(shop);
  const name = quoted(shop.names.fresh);
  const index = `${shop.schema}.${name}`;
  const wanted = (named: string, where = "") =>
    `CREATE INDEX ${named} ON ${table} (${number} DESC) INCLUDE (${note})${where}`;
  const partial = wanted('"Other"', ` WHERE ${key} > 5`);
  const one = {
    setup: `${shopSetup(shop)}
CREATE INDEX ${name} ON ${table} (${number}, (${key} % 7));
COMMENT ON INDEX ${index} IS 'it''s quick';
ALTER INDEX ${index} ALTER COLUMN 2 SET STATISTICS 300;
ALTER TABLE ${table} CLUSTER ON ${name};`,
    fill: (rows: number) => shopFill(shop, rows),
    old: release,
    new: release,
    oldSurvives: true,
  };
  return [
    {
      ...one,
      name: `replace-index${shop.suffix}`,
      change: { operations: [{ "replace-index": { index, by: wanted(name) } }] },
      oracle: `DROP INDEX ${index}; ${wanted(name)}; COMMENT ON INDEX ${index} IS 'it''s quick'; ALTER TABLE ${table} CLUSTER ON ${name};`,
    },
    {
      ...one,
      name: `replace-index-by-another-name${shop.suffix}`,
      change: { operations: [{ "replace-index": { index, by: partial } }] },
      oracle: `DROP INDEX ${index}; ${partial}; COMMENT ON INDEX ${shop.schema}."Other" IS 'it''s quick';`,
    },
  ];
});
