/** Cities whose coordinates are text, as applications write them, and a copy to compare with afterwards. */
export const cityTable = (rows: number): string => `
  CREATE TABLE city (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    lat text NOT NULL,
    lng text NOT NULL
  );
  INSERT INTO city (name, lat, lng)
  SELECT 'City ' || i,
         round(((i * 7919::bigint) % 18000001 - 9000000) / 100000.0, 5)::text,
         round(((i * 104729::bigint) % 36000001 - 18000000) / 100000.0, 5)::text
  FROM generate_series(1, ${rows}) i;
  CREATE TABLE city_before AS SELECT id, lat, lng FROM city;
  ANALYZE city;`;

/** Rows that are not what they must be after the migration. */
export const WRONG_ROWS = `
  SELECT count(*) FROM city c FULL JOIN city_before b USING (id)
  WHERE c.latitude IS DISTINCT FROM b.lat::numeric(8,5) OR c.longitude IS DISTINCT FROM b.lng::numeric(8,5)`;

/** Counts each change of a row: one line in \`city_changes\` for each UPDATE of each row. */
export const CHANGE_LOG = `
  CREATE TABLE city_changes (id bigint NOT NULL);
  CREATE FUNCTION log_city_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO city_changes VALUES (NEW.id); RETURN NULL; END $$;
  CREATE TRIGGER city_changed AFTER UPDATE ON city FOR EACH ROW EXECUTE FUNCTION log_city_change();`;

interface CityPlan {
  readonly name: string;
  readonly batch?: number;
  readonly pause?: string;
  /** The column that the backfill reads. */
  readonly from?: string;
  /** A query that must return no row, beside the true checks. */
  readonly failing?: string;
  readonly gate?: boolean;
}

/** Text coordinates to numbers: expand, dual writes, backfill, checks, a gate, contract. */
export const cityPlan = ({
  name,
  batch = 500,
  pause = "100ms",
  from = "lat",
  failing,
  gate = true,
}: CityPlan): string =>
  `sluice: 1
name: ${name}
title: Coordinates as numbers (${name})
engine: postgresql
phases:
  expand:
    - name: Add numeric coordinates
      sql: ALTER TABLE city ADD COLUMN latitude numeric(8,5), ADD COLUMN longitude numeric(8,5)
      undo: ALTER TABLE city DROP COLUMN latitude, DROP COLUMN longitude
    - name: Keep text and numbers equal
      sync:
        table: city
        to: { latitude: "lat::numeric(8,5)", longitude: "lng::numeric(8,5)" }
        back: { lat: "latitude::text", lng: "longitude::text" }
  backfill:
    - name: Fill in the numbers
      backfill:
        table: city
        set: { latitude: "${from}::numeric(8,5)", longitude: "lng::numeric(8,5)" }
        where: latitude IS NULL
        batch: ${batch}
        pause: ${pause}
  verify:
    - check:
        name: numbers and text agree
        none: SELECT id FROM city WHERE latitude IS DISTINCT FROM lat::numeric(8,5)
    - check:
        name: every row was counted
        equal:
          - SELECT count(*) FROM city
          - SELECT count(latitude) FROM city
${failing ? `    - check:\n        name: a promise that is not kept\n        none: ${failing}\n` : ""}${
  gate ? "  cutover:\n    - gate:\n        ask: Is the new release on every host?\n" : ""
}  contract:
    - name: Drop the text columns
      sql: ALTER TABLE city DROP COLUMN lat, DROP COLUMN lng
      undo: none
`;
