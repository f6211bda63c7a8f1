import { describe, expect, test } from "vitest";
import { targetDatabase } from "../databases.ts";
import { postgresVersions } from "../servers.ts";
import { catalogDump } from "./catalog-dump.ts";
import { compareDatabases } from "./compare-databases.ts";
import { compareLines } from "./compare-lines.ts";
import { leftovers } from "./leftovers.ts";

const SCHEMA = `
CREATE SCHEMA "Shop";
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN cents AS int CHECK (VALUE >= 0);
CREATE SEQUENCE ticket;
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE parent (id int PRIMARY KEY, code text, UNIQUE (code));
CREATE TABLE item (id int PRIMARY KEY, parent_id int, n int NOT NULL DEFAULT 1, label varchar(20), m mood, c cents, w int, size varchar(20),
  CONSTRAINT positive CHECK (n > 0), CONSTRAINT item_parent FOREIGN KEY (parent_id) REFERENCES parent (id));
CREATE INDEX item_n ON item (n);
CREATE UNIQUE INDEX item_label ON item (label);
CREATE VIEW labels AS SELECT id, label FROM item;
CREATE MATERIALIZED VIEW counted AS SELECT n, count(*) FROM item GROUP BY n;
CREATE TRIGGER item_touch BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION touch();
CREATE STATISTICS item_stats ON n, parent_id FROM item;
CREATE PUBLICATION pub FOR TABLE parent;
CREATE TABLE part (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON item USING (n > 1);
COMMENT ON COLUMN item.n IS 'how many';
`;

/** Each changes one thing that somebody could notice. */
const CHANGES: readonly string[] = [
  "CREATE SCHEMA other",
  'ALTER SCHEMA "Shop" RENAME TO shop',
  'GRANT USAGE ON SCHEMA "Shop" TO pg_monitor',
  "CREATE TABLE more (id int)",
  "ALTER TABLE item DROP CONSTRAINT item_parent; ALTER PUBLICATION pub DROP TABLE parent; ALTER TABLE parent SET UNLOGGED",
  "ALTER TABLE item SET (fillfactor = 70)",
  "ALTER TABLE item DISABLE ROW LEVEL SECURITY",
  "ALTER TABLE item FORCE ROW LEVEL SECURITY",
  "ALTER TABLE item REPLICA IDENTITY FULL",
  "ALTER TABLE item ALTER n SET NOT NULL; ALTER TABLE item ALTER label SET NOT NULL; ALTER TABLE item REPLICA IDENTITY USING INDEX item_label",
  "GRANT SELECT ON item TO pg_monitor",
  "GRANT SELECT ON item TO pg_monitor WITH GRANT OPTION",
  "GRANT UPDATE (n) ON item TO pg_monitor",
  "GRANT USAGE ON SEQUENCE ticket TO pg_monitor",
  "REVOKE EXECUTE ON FUNCTION twice FROM PUBLIC",
  "GRANT USAGE ON TYPE mood TO pg_monitor",
  "ALTER TABLE item ADD COLUMN x int",
  "ALTER TABLE item ALTER w TYPE bigint",
  "ALTER TABLE item ALTER size TYPE varchar(21)",
  'ALTER TABLE item ALTER size TYPE varchar(20) COLLATE "C"',
  "ALTER TABLE item ALTER n DROP NOT NULL",
  "ALTER TABLE item ALTER n SET DEFAULT 2",
  "ALTER TABLE item ALTER n DROP DEFAULT",
  "ALTER TABLE item ALTER n DROP DEFAULT; ALTER TABLE item ALTER n ADD GENERATED ALWAYS AS IDENTITY",
  "ALTER TABLE item ADD g int GENERATED ALWAYS AS (n * 2) STORED",
  "ALTER TABLE item ALTER label SET STORAGE EXTERNAL",
  "ALTER TABLE item ALTER label SET COMPRESSION pglz",
  "ALTER TABLE item ALTER n SET STATISTICS 500",
  "ALTER TABLE item ALTER n SET (n_distinct = 5)",
  "ALTER TABLE item DROP CONSTRAINT positive",
  "ALTER TABLE item RENAME CONSTRAINT positive TO above_zero",
  "ALTER TABLE item DROP CONSTRAINT positive; ALTER TABLE item ADD CONSTRAINT positive CHECK (n > 0) NOT VALID",
  "ALTER TABLE item DROP CONSTRAINT item_parent; ALTER TABLE item ADD CONSTRAINT item_parent FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE",
  "ALTER TABLE item ALTER CONSTRAINT item_parent DEFERRABLE",
  "ALTER TABLE parent DROP CONSTRAINT parent_code_key; CREATE UNIQUE INDEX parent_code_key ON parent (code)",
  "ALTER TABLE item ADD EXCLUDE USING btree (n WITH =)",
  "DROP INDEX item_n",
  "ALTER INDEX item_n RENAME TO item_count",
  "DROP INDEX item_n; CREATE INDEX item_n ON item (n DESC)",
  "DROP INDEX item_n; CREATE INDEX item_n ON item (n) INCLUDE (label)",
  "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'item_n'::regclass",
  "ALTER TABLE item CLUSTER ON item_n",
  "ALTER SEQUENCE ticket CACHE 5",
  "ALTER SEQUENCE ticket AS int",
  "ALTER SEQUENCE ticket OWNED BY item.n",
  "CREATE OR REPLACE VIEW labels AS SELECT id, label FROM item WHERE n > 2",
  "ALTER VIEW labels SET (security_barrier = true)",
  "ALTER VIEW labels ALTER label SET DEFAULT 'x'",
  "REFRESH MATERIALIZED VIEW counted WITH NO DATA",
  "CREATE RULE nothing AS ON DELETE TO parent DO INSTEAD NOTHING",
  "CREATE OR REPLACE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + n'",
  "ALTER FUNCTION twice STABLE",
  "DROP TRIGGER item_touch ON item",
  "ALTER TABLE item ENABLE ALWAYS TRIGGER item_touch",
  "ALTER POLICY own ON item USING (n > 2)",
  "CREATE POLICY more ON item AS RESTRICTIVE FOR SELECT TO pg_monitor USING (true)",
  "ALTER PUBLICATION pub ADD TABLE item",
  "ALTER PUBLICATION pub SET (publish = 'insert')",
  "ALTER STATISTICS item_stats SET STATISTICS 50",
  "DROP STATISTICS item_stats",
  "COMMENT ON COLUMN item.n IS 'how few'",
  "COMMENT ON INDEX item_n IS 'of counts'",
  "COMMENT ON CONSTRAINT positive ON item IS 'always'",
  "ALTER TYPE mood ADD VALUE 'happy' BEFORE 'ok'",
  "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
  "ALTER DOMAIN cents SET NOT NULL",
  "ALTER TABLE part DETACH PARTITION part_1",
  "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')",
  "CREATE CAST (cents AS mood) WITH INOUT",
  "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor",
];

describe.each(postgresVersions())("PostgreSQL %s", (version) => {
  test("every change that somebody could notice is seen, and taking it back is seen too", {
    timeout: 180_000,
  }, async () => {
    const { exec } = await targetDatabase("postgresql", { version });
    await exec(SCHEMA);
    const before = await catalogDump(exec);
    const unseen: string[] = [];
    for (const change of CHANGES) {
      await exec("BEGIN");
      await exec(change);
      // The dump's own BEGIN stays inside this transaction.
      const after = await inside(exec);
      if (compareLines(before, after).length === 0) unseen.push(change);
    }
    expect(unseen).toEqual([]);
    expect(compareLines(before, await catalogDump(exec))).toEqual([]);
  });

  test("the order of columns does not count, rows do", async () => {
    const [a, b] = [await targetDatabase("postgresql", { version }), await targetDatabase("postgresql", { version })];
    await a.exec(
      `CREATE TABLE "My t" (id int PRIMARY KEY, "Name" text, at timestamptz); INSERT INTO "My t" VALUES (1, 'a''b', now()), (2, NULL, now())`,
    );
    await b.exec(
      `CREATE TABLE "My t" ("Name" text, at timestamptz, id int PRIMARY KEY); INSERT INTO "My t" VALUES (NULL, now(), 2), ('a''b', now(), 1)`,
    );
    const unforeseen = ["public.My t.at"];
    expect(await compareDatabases(a.exec, b.exec, { unforeseen })).toEqual([]);
    await b.exec(`UPDATE "My t" SET "Name" = 'NULL' WHERE id = 2`);
    expect((await compareDatabases(a.exec, b.exec, { unforeseen })).toSorted()).toEqual([
      `+ public."My t": 'NULL', '2'`,
      `- public."My t": NULL, '2'`,
    ]);
  });

  test("whatever of Sluice's an operation leaves is told; what stands there for good is not", async () => {
    const { exec } = await targetDatabase("postgresql", { version });
    await exec("CREATE TABLE t (id int); CREATE SCHEMA sluice; CREATE TABLE sluice.step_ledger (id int PRIMARY KEY)");
    expect(await leftovers(exec)).toEqual([]);
    await exec(`CREATE FUNCTION sluice.m7_sync() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      ALTER TABLE t ADD COLUMN _slc7_c1 int;
      CREATE TABLE sluice.rest (id int);
      CREATE TRIGGER "~~sluice7" BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION sluice.m7_sync()`);
    expect(await leftovers(exec)).toEqual([
      "function sluice.m7_sync()",
      "table column public.t._slc7_c1",
      "table sluice.rest",
      'trigger "~~sluice7" on public.t',
    ]);
  });
});

/** Ends the transaction of the change as the dump ends its own. */
const inside = (exec: (sql: string) => ReturnType<Parameters<typeof catalogDump>[0]>) =>
  catalogDump((sql) => (sql.startsWith("BEGIN") ? Promise.resolve([]) : exec(sql)));
