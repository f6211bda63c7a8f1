import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

/** A release that leaves the type of its parameters to the server fits both forms. */
const copied: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const release = shopRelease(shop);
  return {
    name: `change-type${shop.suffix}`,
    setup: `${shopSetup(shop)}
      CREATE INDEX numbers ON ${table} (${number} DESC) INCLUDE (${note}) WHERE ${number} IS NOT NULL;
      ALTER TABLE ${table} ADD CONSTRAINT pair UNIQUE (${number}, ${key}), ADD CONSTRAINT counted CHECK (${number} > -1000000);
      COMMENT ON COLUMN ${table}.${number} IS 'how many';`,
    fill: (rows) => shopFill(shop, rows),
    change: {
      operations: [{ "change-type": { table, column: shop.names.number, type: "numeric(20,0)", soak: "200ms" } }],
    },
    oracle: `ALTER TABLE ${table} ALTER COLUMN ${number} TYPE numeric(20,0)`,
    old: release,
    new: release,
    oldSurvives: true,
  };
});

/** No value changes its form, and much stands on the column: what is in the way goes and comes back at once. */
const inPlace: readonly OperationCase[] = SHOPS.map((shop) => {
  const { table } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const view = `${shop.namesakeSchema}.${quoted(shop.names.fresh)}`;
  const top = `${shop.schema}."Top"`;
  const standing = `CREATE VIEW ${view} AS SELECT ${key}, ${number}, ${note} FROM ${table};
      GRANT SELECT ON ${view} TO pg_monitor;
      CREATE VIEW ${top} WITH (security_barrier) AS SELECT max(${note}) AS ${note} FROM ${view};
      CREATE POLICY "Seen" ON ${table} FOR SELECT USING (${note} IS NULL OR ${note} <> 'hidden');
      CREATE TRIGGER "On note" AFTER UPDATE OF ${note} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${shop.schema}.noted();`;
  return {
    name: `change-type-in-place${shop.suffix}`,
    setup: `${shopSetup(shop)}
      CREATE FUNCTION ${shop.schema}.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      ALTER TABLE ${table} ALTER ${note} TYPE varchar(40) COLLATE "C", ALTER ${note} SET STORAGE EXTERNAL;
      CREATE INDEX "Notes" ON ${table} (${note} DESC) INCLUDE (${number});
      ALTER TABLE ${table} ADD CONSTRAINT "Said" CHECK (${note} <> '' AND ${number} > 0);
      COMMENT ON CONSTRAINT "Said" ON ${table} IS 'not nothing';
      ${standing}`,
    fill: (rows) => shopFill(shop, rows),
    change: { operations: [{ "change-type": { table, column: shop.names.note, type: "varchar(80)" } }] },
    oracle: `DROP VIEW ${top}, ${view}; DROP POLICY "Seen" ON ${table}; DROP TRIGGER "On note" ON ${table};
      ALTER TABLE ${table} ALTER ${note} TYPE varchar(80) COLLATE "C", ALTER ${note} SET STORAGE EXTERNAL;
      ${standing}`,
    old: shopRelease(shop, view),
    new: shopRelease(shop),
    newAfter: "expand",
    oldSurvives: true,
  };
});

export const changeType: readonly OperationCase[] = [...copied, ...inPlace];
