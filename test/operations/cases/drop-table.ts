import type { OperationCase } from "../operation-case.ts";
import { columnsOf, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const dropTable: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table, other } = tablesOf(shop);
  const { key, number } = columnsOf(shop);
  const release = shopRelease(shop);
  return {
    name: `drop-table${shop.suffix}`,
    setup: `${shopSetup(shop)}
CREATE TABLE ${other} (${key} bigserial PRIMARY KEY, self bigint REFERENCES ${other}, up bigint REFERENCES ${table});
CREATE INDEX ON ${other} (up);
ALTER TABLE ${table} ADD COLUMN line bigint CONSTRAINT "to line" REFERENCES ${other} ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ${table} ADD CONSTRAINT "not proved" FOREIGN KEY (${number}) REFERENCES ${other} NOT VALID;
COMMENT ON CONSTRAINT "to line" ON ${table} IS 'it''s a line';
ALTER TABLE ${table} DROP CONSTRAINT "not proved";`,
    fill: (rows) => `${shopFill(shop, rows)}
INSERT INTO ${other} (${key}) SELECT g FROM generate_series(1, ${rows}) g;
UPDATE ${table} SET line = ${key} WHERE ${key} % 2 = 0;`,
    change: { operations: [{ "drop-table": { table: other, soak: "100ms" } }] },
    oracle: `ALTER TABLE ${table} DROP CONSTRAINT "to line"; DROP TABLE ${other};`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});
