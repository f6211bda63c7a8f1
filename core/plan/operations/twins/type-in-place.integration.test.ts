import { expect, test } from "vitest";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { changeType } from "#test/operations/cases/change-type.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectCase } from "#test/operations/expect-case.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";
import { runSteps } from "#test/operations/run-steps.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const widen = (type: string, column = "code"): readonly PlanOperation[] => [
  { "change-type": { table: "item", column, type } },
];

/** Everything for which PostgreSQL refuses ALTER TYPE although no row is touched, and what it forgets at one. */
const ITEM = `CREATE TABLE parent (code varchar(10) PRIMARY KEY);
INSERT INTO parent SELECT 'c' || i FROM generate_series(1, 30) i;
CREATE TABLE item (id int PRIMARY KEY, code varchar(10) COLLATE "C" NOT NULL DEFAULT 'c1' UNIQUE REFERENCES parent, n int, label text,
  CONSTRAINT "said" CHECK (code <> ''), CONSTRAINT both_of CHECK (length(code) > n - 100 OR label IS NULL), CONSTRAINT later CHECK (code <> 'no'));
CREATE TABLE child (code varchar(10) REFERENCES item (code));
INSERT INTO item (id, code, n) SELECT i, 'c' || i, i FROM generate_series(1, 30) i;
INSERT INTO child SELECT code FROM item;
ALTER TABLE item DROP CONSTRAINT later;
ALTER TABLE item ADD CONSTRAINT later CHECK (code <> 'no') NOT VALID;
ALTER TABLE item ALTER code SET STORAGE EXTERNAL, ALTER code SET COMPRESSION pglz, ALTER code SET STATISTICS 77;
ALTER TABLE item ALTER code SET (n_distinct = -0.5);
COMMENT ON CONSTRAINT "said" ON item IS 'it''s said'; COMMENT ON COLUMN item.code IS 'the code';
GRANT UPDATE (code) ON item TO pg_monitor WITH GRANT OPTION;
CREATE INDEX "By code" ON item (code DESC, n) INCLUDE (label); CLUSTER item USING "By code"; COMMENT ON INDEX "By code" IS 'ordered';
ALTER TABLE item REPLICA IDENTITY USING INDEX item_code_key;
CREATE STATISTICS together (ndistinct) ON code, n FROM item; ALTER STATISTICS together SET STATISTICS 55; COMMENT ON STATISTICS together IS 'both';
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON item AS RESTRICTIVE FOR SELECT TO pg_monitor USING (code <> 'secret'); COMMENT ON POLICY known ON item IS 'not those';
CREATE POLICY "of items" ON parent FOR UPDATE USING (EXISTS (SELECT FROM item i WHERE i.code = parent.code));
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "On code" AFTER UPDATE OF code ON item FOR EACH ROW WHEN (NEW.code <> OLD.code) EXECUTE FUNCTION noted();
ALTER TABLE item ENABLE ALWAYS TRIGGER "On code"; COMMENT ON TRIGGER "On code" ON item IS 'changed';
CREATE VIEW codes WITH (security_barrier) AS SELECT i.id, i.code, p.code AS of FROM item i JOIN parent p USING (code);
ALTER VIEW codes ALTER code SET DEFAULT 'c2'; GRANT SELECT ON codes TO PUBLIC; GRANT SELECT (code) ON codes TO pg_monitor; COMMENT ON VIEW codes IS 'seen';
CREATE TRIGGER instead INSTEAD OF INSERT ON codes FOR EACH ROW EXECUTE FUNCTION noted();
CREATE VIEW above AS SELECT upper(code) AS big FROM codes; ALTER VIEW above OWNER TO pg_database_owner;
CREATE RULE "no more" AS ON DELETE TO parent DO ALSO SELECT count(*) FROM item WHERE code = OLD.code;
CREATE PUBLICATION all_of_it FOR TABLE item;
ANALYZE`;

/** What PostgreSQL takes from the column with its type is set again, and what stood in the way is made by its old words. */
const BY_HAND = (
  type: string,
) => `DROP RULE "no more" ON parent; DROP VIEW above, codes; DROP POLICY known ON item; DROP POLICY "of items" ON parent;
DROP TRIGGER "On code" ON item;
ALTER TABLE item ALTER code TYPE ${type} COLLATE "C", ALTER code SET STORAGE EXTERNAL, ALTER code SET COMPRESSION pglz;
ALTER STATISTICS together SET STATISTICS 55;
${ITEM.split("\n")
  .filter((it) => /^CREATE (POLICY|TRIGGER|VIEW|RULE)|^ALTER VIEW|ENABLE ALWAYS/.test(it))
  .join("\n")}`;

test.each(fixtures)(
  "$label: a type whose values keep their form is changed under views, policies, triggers, rules, checks and keys",
  async (fixture) => {
    const { document, notes } = await expectEveryStep(fixture, {
      setup: ITEM,
      operations: widen("varchar(20)"),
      oracle: BY_HAND("varchar(20)"),
    });
    expect(Object.keys(document.phases)).toEqual(["expand"]);
    expect(notes).toEqual([
      expect.stringContaining("to go back to character varying(10) the table is read"),
      expect.stringContaining("all_of_it sends it"),
    ]);
  },
);

const inPlace = changeType.filter(({ name }) => name.startsWith("change-type-in-place"));

test.each(
  fixtures.flatMap((fixture) => inPlace.map((given) => ({ label: fixture.label, name: given.name, given, fixture }))),
)(
  "$label: $name passes its review, ends as the oracle does, and is undone from after every step",
  async ({ fixture, given }) => {
    await expectCase(fixture, given);
  },
);

const FILES = `SELECT c.relname, pg_relation_filenode(c.oid) AS file FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i') ORDER BY 1`;

test.each(fixtures)(
  "$label: no table is rewritten, no index is built and no foreign key is checked for it",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(ITEM);
    const connection = await target.connect();
    const { document } = await expandOn(fixture.engine, connection, widen("text"));
    // Found out at once if PostgreSQL checked the foreign keys again.
    await target.exec("SET session_replication_role = replica; INSERT INTO child VALUES ('orphan')");
    const before = (await connection.query(FILES)).rows;
    expect(before.map((it) => it.relname)).toContain("By code");
    await (await runSteps(document, connection)).forward();
    expect((await connection.query(FILES)).rows).toEqual(before);
  },
);

/** PostgreSQL 14 has no filters. */
const filtering = fixtures.filter(({ label }) => !label.endsWith(" 14"));

test.each(filtering)("$label: publications with a filter on it, or with it in their list, stay", async (fixture) => {
  const setup = `CREATE TABLE item (id int, code varchar(10), PRIMARY KEY (id, code));
CREATE PUBLICATION "Some" FOR TABLE item WHERE (code <> 'x'); CREATE PUBLICATION listed FOR TABLE item (id, code)`;
  await expectEveryStep(fixture, {
    setup,
    operations: widen("varchar(20)"),
    oracle: `ALTER PUBLICATION "Some" DROP TABLE item; ALTER PUBLICATION listed DROP TABLE item; ALTER TABLE item ALTER code TYPE varchar(20);
ALTER PUBLICATION "Some" ADD TABLE item WHERE (code <> 'x'); ALTER PUBLICATION listed ADD TABLE item (id, code)`,
  });
});

test.each(fixtures)("$label: a way back that is as free is not warned of, and a collation stays", async (fixture) => {
  const { notes } = await expectEveryStep(fixture, {
    setup: `CREATE TABLE item (id int PRIMARY KEY, code text COLLATE "C" CHECK (code > 'a')); INSERT INTO item VALUES (1, 'b')`,
    operations: widen("varchar"),
    oracle: `ALTER TABLE item ALTER code TYPE varchar COLLATE "C"`,
  });
  expect(notes).toEqual([]);
});

const BASE = "CREATE TABLE item (id int PRIMARY KEY, code varchar(10), n int); ";
test.each(
  fixtures.flatMap((fixture) =>
    [
      ["a materialized view", "CREATE MATERIALIZED VIEW m AS SELECT code FROM item"],
      [
        "a function with an SQL body",
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql RETURN (SELECT max(code) FROM item)",
      ],
      ["an index with an expression", "CREATE INDEX i ON item (lower(code))"],
    ].map(([what = "", more = ""]) => ({ label: fixture.label, what, more, fixture })),
  ),
)("$label: over $what a second column takes the place of the first", async ({ fixture, more }) => {
  const target = await fixture.target();
  await target.exec(BASE + more);
  const { document } = await expandOn(fixture.engine, await target.connect(), widen("varchar(20)"));
  expect(document.phases.backfill).toHaveLength(1);
});

test.each(fixtures)("$label: what is bound to a view that would have to go is named", async (fixture) => {
  const target = await fixture.target();
  await target.exec(`${BASE}CREATE VIEW v AS SELECT code FROM item;
CREATE FUNCTION reader() RETURNS text LANGUAGE sql RETURN (SELECT max(code) FROM v)`);
  const connection = await target.connect();
  await expect(expandOn(fixture.engine, connection, widen("varchar(20)"))).rejects.toThrow(
    "Function public.reader() uses v: it would have to go too",
  );
});

test.each(fixtures)(
  "$label: a partition that alone has something on the column is found before anything starts",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TABLE item (id int, code varchar(10)) PARTITION BY LIST (id); CREATE TABLE "Part" PARTITION OF item DEFAULT;
CREATE VIEW v AS SELECT code FROM "Part"`);
    const connection = await target.connect();
    await expect(expandOn(fixture.engine, connection, widen("varchar(20)"))).rejects.toThrow(
      "the partition Part has the view v",
    );
  },
);

test.each(fixtures)(
  "$label: a foreign key that would be checked again under the lock is not made again",
  async (fixture) => {
    const change = widen("timestamptz", "at");
    const phasesWith = async (key: string) => {
      const target = await fixture.target();
      await target.exec("CREATE TABLE day (at timestamp PRIMARY KEY)");
      await target.exec(`CREATE TABLE item (id int PRIMARY KEY, at timestamp ${key})`);
      return (await expandOn(fixture.engine, await target.connect(), change)).document.phases;
    };
    expect((await phasesWith("")).backfill).toBeUndefined();
    expect((await phasesWith("REFERENCES day")).backfill).toHaveLength(1);
  },
);
