import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

export const replaceMaterializedView: readonly OperationCase[] = SHOPS.flatMap((shop) => {
  const { table } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const release = shopRelease(shop);
  const view = `${shop.schema}.${quoted(shop.names.fresh)}`;
  const top = `${shop.namesakeSchema}."Top"`;
  const onIt = `CREATE UNIQUE INDEX ${quoted(shop.names.note)} ON ${view} (${key}); CREATE INDEX "By number" ON ${view} (${number} DESC, abs(${key}));
ALTER INDEX ${shop.schema}."By number" ALTER COLUMN 2 SET STATISTICS 200; COMMENT ON INDEX ${shop.schema}."By number" IS 'quick';
COMMENT ON MATERIALIZED VIEW ${view} IS 'kept'; COMMENT ON COLUMN ${view}.${number} IS 'it''s a number';
GRANT SELECT ON ${view} TO pg_monitor; ALTER MATERIALIZED VIEW ${view} OWNER TO pg_database_owner;`;
  const above = `CREATE VIEW ${top} AS SELECT ${number} FROM ${view}; GRANT SELECT ON ${top} TO pg_monitor;`;
  const query = `SELECT ${key}, ${number}, ${note} FROM ${table}`;
  const by = `SELECT ${number}::numeric AS ${number}, ${key}, 1 AS one FROM ${table} WHERE ${number} > 3`;
  return ["", " WITH NO DATA"].map(
    (data): OperationCase => ({
      name: `replace-materialized-view${data === "" ? "" : "-not-filled"}${shop.suffix}`,
      // Who owns it must be able to fill it.
      setup: `${shopSetup(shop)}
GRANT SELECT ON ${table} TO pg_database_owner; GRANT ALL ON SCHEMA ${shop.schema} TO pg_database_owner;`,
      // Of rows that are there: nothing refreshes it afterwards.
      fill: (rows) => `${shopFill(shop, rows)}
CREATE MATERIALIZED VIEW ${view} WITH (fillfactor = 80) AS ${query}${data};
${onIt}
${above}`,
      change: { operations: [{ "replace-materialized-view": { view, query: by } }] },
      oracle: `DROP VIEW ${top}; DROP MATERIALIZED VIEW ${view};
CREATE MATERIALIZED VIEW ${view} WITH (fillfactor = 80) AS ${by}${data};
${onIt}
${above}`,
      old: release,
      new: release,
      oldSurvives: true,
    }),
  );
});
