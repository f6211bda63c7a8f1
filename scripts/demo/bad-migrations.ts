/** Plans that nobody should approve, for looking at how the review says so. They are written for the demo's `city`. */
export const BAD_MIGRATIONS: Readonly<Record<string, string>> = {
  "bad-everything-waits": `sluice: 1
name: bad-everything-waits
title: Store the population as a big number, and search by name
engine: postgresql
phases:
  expand:
    - sql: |
        ALTER TABLE city ALTER COLUMN lat TYPE double precision USING lat::double precision;
        CREATE INDEX city_by_name ON city (name);
        UPDATE city SET name = trim(name)
      undo: none
`,
  "bad-data-is-lost": `sluice: 1
name: bad-data-is-lost
title: Tidy up the cities
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE city DROP COLUMN lng CASCADE
      undo: none
    - sql: TRUNCATE city CASCADE
      undo: none
    - sql: |
        DROP TABLE IF EXISTS city;
        CREATE TABLE city (id serial PRIMARY KEY, name char(40))
      undo: none
`,
  "bad-constraints": `sluice: 1
name: bad-constraints
title: Promise more about cities
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE city ADD CONSTRAINT city_named CHECK (name <> '')
      undo: ALTER TABLE city DROP CONSTRAINT city_named
    - sql: ALTER TABLE city ALTER COLUMN name SET NOT NULL
      undo: ALTER TABLE city ALTER COLUMN name DROP NOT NULL
    - sql: ALTER TABLE city ADD CONSTRAINT city_place UNIQUE (lat, lng, name)
      undo: ALTER TABLE city DROP CONSTRAINT city_place
    - sql: |
        CREATE TABLE visit (id bigint PRIMARY KEY, city_id integer REFERENCES city (id))
      undo: DROP TABLE visit
`,
  "bad-refused": `sluice: 1
name: bad-refused
title: What the server will not do
engine: postgresql
phases:
  expand:
    - sql: CREATE INDEX CONCURRENTLY city_lat_lng ON city (lat, lng)
      undo: DROP INDEX city_lat_lng
    - sql: ALTER TABLE city ADD COLUMN region text NOT NULL
      undo: ALTER TABLE city DROP COLUMN region
    - sql: |
        ALTER TABLE city ADD COLUMN code text;
        UPDATE city SET code = '1', code = '2' WHERE id = 5
      undo: ALTER TABLE city DROP COLUMN code
`,
  "bad-access": `sluice: 1
name: bad-access
title: Open the cities to everybody
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE city ENABLE ROW LEVEL SECURITY
      undo: ALTER TABLE city DISABLE ROW LEVEL SECURITY
    - sql: GRANT ALL ON city TO PUBLIC
      undo: REVOKE ALL ON city FROM PUBLIC
      ignore:
        - rule: grant-too-wide
          reason: The demo holds public geography only; agreed with security on 4 May
    - sql: |
        CREATE FUNCTION count_cities() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
        AS $$ BEGIN RETURN (SELECT count(*) FROM city); END $$
      undo: DROP FUNCTION count_cities()
    - sql: |
        LOCK TABLE city;
        ALTER TABLE city SET (autovacuum_enabled = false)
      undo: keep
`,
};
