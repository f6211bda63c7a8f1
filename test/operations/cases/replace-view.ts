import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

/** A view with everything on it, one above it, one above that, and a rule elsewhere that reads it. */
export const replaceView: readonly OperationCase[] = SHOPS.flatMap((shop) => {
  const { table, namesake } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const release = shopRelease(shop);
  const view = `${shop.schema}.${quoted(shop.names.fresh)}`;
  const query = `SELECT ${key}, ${number}, ${note} FROM ${table} WHERE ${number} > 0`;
  const top = `${shop.namesakeSchema}."Top"`;
  const onIt = (comment: string) => `ALTER VIEW ${view} ALTER COLUMN ${number} SET DEFAULT 7;
COMMENT ON COLUMN ${view}.${number} IS 'it''s a number'; COMMENT ON VIEW ${view} IS '${comment}';
GRANT SELECT, INSERT ON ${view} TO pg_monitor; GRANT SELECT ON ${view} TO pg_read_all_stats WITH GRANT OPTION; GRANT UPDATE (${number}) ON ${view} TO pg_monitor;
CREATE RULE "no delete" AS ON DELETE TO ${view} DO INSTEAD NOTHING;
CREATE TRIGGER "Ins" INSTEAD OF INSERT ON ${view} FOR EACH ROW EXECUTE FUNCTION ${shop.schema}.ins(); COMMENT ON TRIGGER "Ins" ON ${view} IS 'instead';
ALTER VIEW ${view} OWNER TO pg_database_owner;`;
  const above = `CREATE VIEW ${top} AS SELECT ${key}, ${number} + 1 AS more FROM ${view}; GRANT SELECT ON ${top} TO pg_monitor;
CREATE VIEW ${shop.schema}."Above all" WITH (security_barrier) AS SELECT more FROM ${top} WHERE more > 2; COMMENT ON VIEW ${shop.schema}."Above all" IS 'top';
CREATE RULE "reads it" AS ON UPDATE TO ${namesake} DO ALSO SELECT count(*) FROM ${view};`;
  const one = {
    setup: `${shopSetup(shop)}
CREATE FUNCTION ${shop.schema}.ins() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE VIEW ${view} WITH (security_barrier = true) AS ${query};
${onIt("of orders")}
${above}`,
    fill: (rows: number) => shopFill(shop, rows),
    old: release,
    new: release,
    oldSurvives: true,
  };
  const again = (
    by: string,
  ) => `DROP RULE "reads it" ON ${namesake}; DROP VIEW ${shop.schema}."Above all", ${top}, ${view};
CREATE VIEW ${view} WITH (security_barrier = true) AS ${by};
${onIt("of orders")}
${above}`;
  const other = `SELECT ${key}, ${number}, 'x' || ${note} AS ${note} FROM ${table} WHERE ${number} > 5 -- why`;
  const more = `${query.replace(" FROM", `, ${number} * 2 AS twice FROM`)}`;
  const fewer = `SELECT ${number}::numeric AS ${number}, ${key}, now() AS at FROM ${table}`;
  const asked = (by: string) => ({ operations: [{ "replace-view": { view, query: by } }] });
  return [
    { ...one, name: `replace-view${shop.suffix}`, change: asked(other), oracle: again(`${other}\n`) },
    { ...one, name: `replace-view-more-columns${shop.suffix}`, change: asked(more), oracle: again(more) },
    { ...one, name: `replace-view-other-columns${shop.suffix}`, change: asked(fewer), oracle: again(fewer) },
  ];
});
