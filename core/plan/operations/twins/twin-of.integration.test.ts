import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";
import { runSteps } from "#test/operations/run-steps.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");

const toBigint = (table: string, column: string) => ({ "change-type": { table, column, type: "bigint" } });

test.each(fixtures)("$label: indexes of every form keep definition and name (pitfalls 11, 12, 15)", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: `CREATE TABLE "T a" (key bigint PRIMARY KEY, "id" int, paid int, "Id" int, "id id" int, note text);
      INSERT INTO "T a" SELECT i, i, i, i, i, 'id ' || i FROM generate_series(1, 20) i;
      CREATE INDEX "zz'1" ON "T a" ("Id" DESC NULLS LAST, id, paid DESC) INCLUDE (note) WITH (fillfactor = 71);
      CREATE INDEX i2 ON "T a" ((id + paid), lower(note || 'id')) WHERE (id > 3 AND note <> 'id');
      CREATE INDEX i3 ON "T a" USING hash (id);
      CREATE UNIQUE INDEX "select" ON "T a" (paid, id DESC) INCLUDE ("id id");
      CREATE INDEX i5 ON "T a" USING brin (id int4_minmax_ops) WITH (pages_per_range = 7);
      ALTER INDEX i2 ALTER COLUMN 1 SET STATISTICS 33;
      COMMENT ON INDEX "zz'1" IS 'it''s'; ALTER TABLE "T a" CLUSTER ON "zz'1"; ALTER TABLE "T a" REPLICA IDENTITY FULL`,
    operations: [{ "rename-column": { table: '"T a"', column: "id", to: "ID" } }],
    oracle: `ALTER TABLE "T a" RENAME COLUMN id TO "ID"`,
  });
});

test.each(fixtures)(
  "$label: keys, checks and foreign keys keep names, order and options (pitfalls 11, 13, 19, 20)",
  async (fixture) => {
    const table = (schema: string) => `CREATE TABLE ${schema}.parent (b int, a int, PRIMARY KEY (b, a));
      INSERT INTO ${schema}.parent VALUES (1, 2), (2, 1);
      CREATE TABLE ${schema}."Child" (id int CONSTRAINT "PK of it" PRIMARY KEY, a int NOT NULL, b int, code int,
        CONSTRAINT "same name" UNIQUE (code, a) INCLUDE (b) WITH (fillfactor = 60), CONSTRAINT late UNIQUE (id, a) DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT sane CHECK (a <> b OR code IS NULL), CONSTRAINT "fk z" FOREIGN KEY (b, a) REFERENCES ${schema}.parent (b, a) MATCH FULL ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE);
      INSERT INTO ${schema}."Child" VALUES (1, 2, 1, NULL), (2, 1, 2, 7);
      COMMENT ON CONSTRAINT sane ON ${schema}."Child" IS 'why'; COMMENT ON CONSTRAINT "PK of it" ON ${schema}."Child" IS 'key'; COMMENT ON INDEX ${schema}."same name" IS 'index'`;
    await expectEveryStep(fixture, {
      setup: `CREATE SCHEMA one; CREATE SCHEMA "Two"; ${table("one")}; ${table('"Two"')}`,
      operations: [toBigint('one."Child"', "a"), toBigint('"Two"."Child"', "a"), toBigint('"Two"."Child"', "id")],
      oracle: `ALTER TABLE one."Child" ALTER a TYPE bigint; ALTER TABLE "Two"."Child" ALTER a TYPE bigint, ALTER id TYPE bigint`,
    });
  },
);

test.each(fixtures)(
  "$label: settings, rights, comments, statistics, replica identity and policies stay (pitfalls 13, 33)",
  async (fixture) => {
    const role = `"Reader ${fixture.label}"`;
    await expectEveryStep(fixture, {
      setup: `DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
      CREATE TABLE other (id int PRIMARY KEY, t_id int); CREATE TABLE t (id int PRIMARY KEY, "Größe" int NOT NULL, v text);
      INSERT INTO t SELECT i, i, 'x' FROM generate_series(1, 10) i;
      ALTER TABLE t ALTER "Größe" SET STATISTICS 77, ALTER "Größe" SET (n_distinct = 5);
      COMMENT ON COLUMN t."Größe" IS 'it''s "big"';
      GRANT SELECT ("Größe"), UPDATE ("Größe") ON t TO ${role}; GRANT INSERT ("Größe") ON t TO ${role} WITH GRANT OPTION;
      CREATE STATISTICS "St 1" (dependencies, ndistinct) ON "Größe", v FROM t; ALTER STATISTICS "St 1" SET STATISTICS 55; COMMENT ON STATISTICS "St 1" IS 's';
      CREATE STATISTICS st2 ON ("Größe" + id) FROM t;
      CREATE UNIQUE INDEX ri ON t ("Größe"); ALTER TABLE t REPLICA IDENTITY USING INDEX ri;
      CREATE POLICY own ON t AS RESTRICTIVE FOR UPDATE TO ${role} USING ("Größe" > 1) WITH CHECK ("Größe" > 2); COMMENT ON POLICY own ON t IS 'p';
      CREATE POLICY far ON other USING (t_id IN (SELECT s.id FROM t s WHERE s."Größe" > other.id)); ALTER TABLE t ENABLE ROW LEVEL SECURITY`,
      operations: [toBigint("t", "Größe")],
      oracle: `DROP POLICY own ON t; DROP POLICY far ON other; ALTER TABLE t ALTER "Größe" TYPE bigint;
      ALTER TABLE t ALTER "Größe" SET STATISTICS 77, ALTER "Größe" SET (n_distinct = 5);
      ALTER STATISTICS "St 1" SET STATISTICS 55; COMMENT ON STATISTICS "St 1" IS 's';
      CREATE POLICY own ON t AS RESTRICTIVE FOR UPDATE TO ${role} USING ("Größe" > 1) WITH CHECK ("Größe" > 2); COMMENT ON POLICY own ON t IS 'p';
      CREATE POLICY far ON other USING (t_id IN (SELECT s.id FROM t s WHERE s."Größe" > other.id))`,
    });
  },
);

test.each(fixtures)(
  "$label: serial and identity go on counting, owned by the column that stays (pitfall 37)",
  async (fixture) => {
    await expectEveryStep(fixture, {
      setup: `CREATE TABLE s (id serial PRIMARY KEY, v int); INSERT INTO s (v) SELECT i FROM generate_series(1, 7) i; COMMENT ON SEQUENCE s_id_seq IS 'n';
      CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY (INCREMENT BY 3 CACHE 4) PRIMARY KEY, v int); INSERT INTO i (v) SELECT n FROM generate_series(1, 7) n`,
      operations: [toBigint("s", "id"), toBigint("i", "id")],
      oracle: "ALTER TABLE s ALTER id TYPE bigint; ALTER TABLE i ALTER id TYPE bigint",
      last: async (exec) => {
        expect(await exec("INSERT INTO s (v) VALUES (8) RETURNING id::int")).toEqual([{ id: 8 }]);
        expect(Number((await exec("INSERT INTO i (v) VALUES (8) RETURNING id::int"))[0]?.id)).toBeGreaterThan(19);
      },
    });
  },
);

test.each(fixtures)(
  "$label: views, rules, triggers and functions on top are as they were (pitfall 34)",
  async (fixture) => {
    const role = `"Viewer ${fixture.label}"`;
    const top = `CREATE VIEW "V 1" WITH (security_barrier = true) AS SELECT id, "Größe" AS size, "Größe" FROM t WHERE "Größe" > 0;
      ALTER VIEW "V 1" ALTER size SET DEFAULT 3; COMMENT ON VIEW "V 1" IS 'v'; COMMENT ON COLUMN "V 1".size IS 'c';
      GRANT SELECT, INSERT ON "V 1" TO ${role}; GRANT UPDATE (size) ON "V 1" TO ${role} WITH GRANT OPTION; ALTER VIEW "V 1" OWNER TO ${role};
      CREATE VIEW v2 AS SELECT q.size, t.v FROM "V 1" q JOIN t ON t.id = q.id; GRANT SELECT ON v2 TO PUBLIC;
      CREATE TRIGGER io INSTEAD OF INSERT ON v2 FOR EACH ROW EXECUTE FUNCTION touch();
      CREATE RULE quiet AS ON DELETE TO t WHERE old."Größe" > 500 DO INSTEAD NOTHING; COMMENT ON RULE quiet ON t IS 'r';
      CREATE TRIGGER tr AFTER UPDATE OF v, "Größe" ON t FOR EACH ROW WHEN (old."Größe" IS DISTINCT FROM new."Größe") EXECUTE FUNCTION touch();
      ALTER TABLE t ENABLE ALWAYS TRIGGER tr; COMMENT ON TRIGGER tr ON t IS 't';
      CREATE TRIGGER off BEFORE UPDATE OF "Größe" ON t FOR EACH ROW EXECUTE FUNCTION touch(); ALTER TABLE t DISABLE TRIGGER off;`;
    await expectEveryStep(fixture, {
      setup: `DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
      GRANT USAGE, CREATE ON SCHEMA public TO ${role};
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TABLE t (id int PRIMARY KEY, "Größe" int, v text); INSERT INTO t VALUES (1, 10, 'a'), (2, 1000, 'b');
      GRANT SELECT ON t TO ${role}; ${top}
      CREATE FUNCTION largest(lowest int) RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT max("Größe")::numeric FROM t WHERE "Größe" >= lowest; END;
      COMMENT ON FUNCTION largest IS 'f'; GRANT EXECUTE ON FUNCTION largest TO ${role}`,
      operations: [toBigint("t", "Größe")],
      oracle: `DROP VIEW v2; DROP VIEW "V 1"; DROP RULE quiet ON t; DROP TRIGGER tr ON t; DROP TRIGGER off ON t; DROP FUNCTION largest;
      ALTER TABLE t ALTER "Größe" TYPE bigint; ${top}
      CREATE FUNCTION largest(lowest int) RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT max("Größe")::numeric FROM t WHERE "Größe" >= lowest; END;
      COMMENT ON FUNCTION largest IS 'f'; GRANT EXECUTE ON FUNCTION largest TO ${role}`,
    });
  },
);

test.each(fixtures)(
  "$label: what cannot be carried over is refused before anything starts (pitfalls 13, 14, 36)",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TABLE a (id int PRIMARY KEY, n int, g int GENERATED ALWAYS AS (n * 2) STORED);
    CREATE TABLE b (id int PRIMARY KEY, n int UNIQUE); CREATE TABLE c (n int REFERENCES b (n));
    CREATE TABLE d (id int PRIMARY KEY, n int); CREATE TABLE e (x d);
    CREATE TABLE f (id int PRIMARY KEY, n int, EXCLUDE USING btree (n WITH =));
    CREATE TABLE g (id int PRIMARY KEY, n int); CREATE VIEW gv AS SELECT n FROM g; CREATE MATERIALIZED VIEW m AS SELECT n FROM gv;
    CREATE TABLE h (id int PRIMARY KEY, n int); CREATE VIEW hv AS SELECT to_json(h) FROM h;
    CREATE TABLE i (id int PRIMARY KEY, n int); CREATE VIEW iv AS SELECT x FROM i AS i(y, x)`);
    const connection = await target.connect();
    const refused = (table: string) =>
      expect(expandOn(fixture.engine, connection, [toBigint(table, "n")]), table).rejects;
    await refused("a").toThrow("the stored generated column g follows from it");
    await refused("b").toThrow("referenced by the foreign key c_n_fkey of c");
    await refused("d").toThrow("column x of table public.e");
    await refused("f").toThrow("Constraint f_n_excl of f has no form");
    await refused("g").toThrow("The materialized view public.m reads gv");
    await refused("h").toThrow("The view public.hv reads whole rows");
    await refused("i").toThrow(/cannot be told safely/);
    expect(await target.exec("SELECT nspname FROM pg_namespace WHERE nspname = 'sluice'")).toEqual([]);
  },
);

test.each(fixtures)(
  "$label: an index, CHECK or statistics that the new type has no form for is refused before anything starts",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE TABLE a (id int PRIMARY KEY, n text); CREATE INDEX on_a ON a (n text_pattern_ops);
    CREATE TABLE b (id int PRIMARY KEY, n text CHECK (n ~ 'x')); CREATE TABLE c (id int PRIMARY KEY, n text); CREATE INDEX on_c ON c (upper(n))`);
    const connection = await target.connect();
    const refused = (table: string) =>
      expect(expandOn(fixture.engine, connection, [{ "change-type": { table, column: "n", type: "bigint" } }]), table)
        .rejects;
    await refused("a").toThrow('operator class "text_pattern_ops" does not accept data type bigint');
    await refused("b").toThrow(
      "PostgreSQL refuses bigint for column n of b, with what hangs on it: operator does not exist: bigint ~ text",
    );
    await refused("c").toThrow("function upper(bigint) does not exist");
  },
);

test.each(fixtures)(
  "$label: a view that is added to the old column meanwhile stops the plan before contract",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(
      "CREATE TABLE t (id int PRIMARY KEY, n int CHECK (n > 0)); CREATE INDEX ON t (n); CREATE VIEW v AS SELECT n FROM t",
    );
    const connection = await target.connect();
    const { document } = await expandOn(fixture.engine, connection, [toBigint("t", "n")]);
    const run = await runSteps(document, connection);
    const contract = run.steps.findIndex(({ phase }) => phase === "contract");
    await run.forward(contract + 1);
    await run.back();
    await run.forward(contract);
    await target.exec("CREATE VIEW public.added AS SELECT n FROM t");
    await expect(run.forward(contract + 1)).rejects.toThrow(/nothing new hangs on n of t found 1 rows.*public.added/);
  },
);
