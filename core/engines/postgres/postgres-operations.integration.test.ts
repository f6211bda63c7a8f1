import { expect, test } from "vitest";
import { type EngineTarget, engineFixtures } from "#test/engine-fixtures.ts";
import { postgresName } from "./postgres-operation-name.ts";
import { postgresOperations } from "./postgres-operations.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");

const catalogOf = async (target: EngineTarget) => postgresOperations.catalog(await target.connect());

const LONG = `${"ä".repeat(30)}xyz`;

test.each(fixtures)("$label: a table's facts hold what a change must keep, under hostile names", async (fixture) => {
  const target = await fixture.target();
  await target.exec(`
    CREATE SCHEMA "Od""d"; CREATE SCHEMA other;
    CREATE TABLE other."select" (id integer PRIMARY KEY);
    CREATE TABLE "Od""d"."select" (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "Größe" numeric(8,2) NOT NULL DEFAULT 1.5, "${LONG}" text COLLATE "C",
      code varchar(9), up_code text GENERATED ALWAYS AS (upper(code)) STORED, n serial, ref integer REFERENCES other."select" ON DELETE CASCADE DEFERRABLE,
      CONSTRAINT "größer als" CHECK ("Größe" > 0 AND code <> '(,"'), CONSTRAINT zz UNIQUE (code, n));
    COMMENT ON COLUMN "Od""d"."select"."Größe" IS 'it''s';
    ALTER TABLE "Od""d"."select" ALTER "Größe" SET STATISTICS 77, ALTER code SET STORAGE EXTERNAL, ALTER code SET (n_distinct = 5);
    CREATE INDEX "I""x" ON "Od""d"."select" (lower("${LONG}") COLLATE "POSIX" text_pattern_ops DESC, "Größe" DESC NULLS LAST) INCLUDE (n) WITH (fillfactor = 71) WHERE (code <> 'a,(b');
    CREATE VIEW other.v WITH (security_barrier) AS SELECT id, "Größe" AS size FROM "Od""d"."select";
    CREATE MATERIALIZED VIEW other.m AS SELECT size FROM other.v; CREATE INDEX mi ON other.m (size);
    CREATE RULE quiet AS ON DELETE TO "Od""d"."select" WHERE old."Größe" > 5 DO INSTEAD NOTHING;
    CREATE STATISTICS other.st (dependencies) ON "Größe", code FROM "Od""d"."select";
    CREATE FUNCTION other.f() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT max("Größe") FROM "Od""d"."select"; END;
    CREATE FUNCTION other.t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.code := 1; RETURN NEW; END';
    CREATE TRIGGER tr BEFORE UPDATE OF code ON "Od""d"."select" FOR EACH ROW WHEN (old.code IS DISTINCT FROM new.code AND new."Größe" > (3)) EXECUTE FUNCTION other.t('WHEN (x)');
    ALTER TABLE "Od""d"."select" ENABLE ALWAYS TRIGGER tr;
    CREATE POLICY p ON other."select" USING (id IN (SELECT ref FROM "Od""d"."select" s WHERE s."Größe" > 0));
    CREATE POLICY own ON "Od""d"."select" FOR SELECT USING ("Größe" > 1);
    CREATE ROLE "Re ader"; GRANT SELECT (code) ON "Od""d"."select" TO "Re ader" WITH GRANT OPTION`);
  const catalog = await catalogOf(target);
  try {
    const table = await catalog.table(`"Od""d".select`);
    expect(table.ref).toEqual({ schema: 'Od"d', name: "select" });
    expect(table.columns.map((it) => [it.name, it.type, it.default, it.notNull])).toEqual([
      ["id", "integer", null, true],
      ["Größe", "numeric(8,2)", "1.5", true],
      [LONG, "text", null, false],
      ["code", "character varying(9)", null, false],
      ["up_code", "text", null, false],
      ["n", "integer", `nextval('"Od""d".select_n_seq'::regclass)`, true],
      ["ref", "integer", null, false],
    ]);
    const column = (name: string) => table.columns.find((it) => it.name === name);
    expect(column("id")).toMatchObject({ identity: "always", sequence: { identity: true, type: "integer" } });
    expect(column("n")?.sequence).toMatchObject({ ref: { schema: 'Od"d', name: "select_n_seq" }, identity: false });
    expect(column("Größe")).toMatchObject({ comment: "it's", statisticsTarget: 77 });
    expect(column(LONG)?.collation).toBe('pg_catalog."C"');
    expect(column("code")).toMatchObject({ storage: "EXTERNAL", options: ["n_distinct=5"] });
    expect(column("code")?.grants).toMatchObject([{ grantee: '"Re ader"', privilege: "SELECT", grantable: true }]);
    expect(column("up_code")?.generated).toEqual({ kind: "stored", expression: "upper((code)::text)" });
    expect(table.indexes.find((it) => it.ref.name === 'I"x')).toMatchObject({
      keys: [
        { column: null, text: `lower("${LONG}")`, suffix: 'COLLATE "POSIX" text_pattern_ops DESC' },
        { column: "Größe", text: '"Größe"', suffix: "DESC NULLS LAST" },
      ],
      include: ["n"],
      where: "((code)::text <> 'a,(b'::text)",
      options: ["fillfactor=71"],
      columns: ["Größe", "code", "n", LONG].toSorted(),
    });
    expect(table.indexes.map((it) => it.constraint)).toContain("zz");
    expect(table.constraints.find((it) => it.kind === "foreign-key")).toMatchObject({
      columns: ["ref"],
      deferrable: "immediate",
      references: {
        table: { schema: "other", name: "select" },
        columns: ["id"],
        onDelete: "CASCADE",
        onUpdate: "NO ACTION",
      },
    });
    expect(table.constraints.find((it) => it.name === "größer als")?.columns).toEqual(["Größe", "code"]);
    expect(table.views.map((it) => [it.ref.name, it.kind, it.depth, it.reads])).toEqual([
      ["v", "view", 1, ["Größe", "id"].toSorted()],
      ["quiet", "rule", 1, ["Größe"]],
      ["m", "materialized-view", 2, []],
    ]);
    expect(table.views.find((it) => it.ref.name === "m")?.indexes).toHaveLength(1);
    expect(table.triggers).toMatchObject([
      { name: "tr", enabled: "always", beforeRow: true, updateOf: ["code"], columns: ["Größe", "code"].toSorted() },
    ]);
    expect(table.triggers[0]?.when).toBe(
      `(((old.code)::text IS DISTINCT FROM (new.code)::text) AND (new."Größe" > (3)::numeric))`,
    );
    expect(table.policies.map((it) => [it.name, it.columns])).toEqual([["own", ["Größe"]]]);
    expect(table.policiesElsewhere.map((it) => [it.name, it.columns])).toEqual([["p", ["Größe", "ref"].toSorted()]]);
    expect(table.statistics.map((it) => [it.ref.schema, it.columns])).toEqual([["other", ["Größe", "code"]]]);
    expect(table.functions.map((it) => [it.signature, it.columns])).toEqual([["other.f()", ["Größe"]]]);
    expect(table.mentions).toEqual([{ what: "other.t()", column: "code" }]);
    expect(table.others).toEqual([]);
  } finally {
    await target.exec(`DROP OWNED BY "Re ader"; DROP ROLE "Re ader"`);
  }
});

test.each(fixtures)(
  "$label: partitions, inheritance, publications and users of the row type are told",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`
    CREATE TABLE p (k integer NOT NULL, v text) PARTITION BY RANGE (k);
    CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); CREATE INDEX pv ON p (v);
    CREATE TABLE base (a integer); CREATE TABLE child (b integer) INHERITS (base);
    CREATE TABLE user_of (row_of base); CREATE PUBLICATION pub FOR TABLE base; CREATE PUBLICATION every FOR ALL TABLES`);
    const catalog = await catalogOf(target);
    const [p, p1, base, child] = [
      await catalog.table("p"),
      await catalog.table("p1"),
      await catalog.table("base"),
      await catalog.table("child"),
    ];
    expect(p).toMatchObject({
      kind: "partitioned",
      partitionKey: "RANGE (k)",
      partitions: [{ schema: "public", name: "p1" }],
      inheritors: [],
    });
    expect(p1.parents).toEqual([{ schema: "public", name: "p" }]);
    expect(p1.indexes.map((it) => it.parent)).toEqual([{ schema: "public", name: "pv" }]);
    expect(base.inheritors).toEqual([{ schema: "public", name: "child" }]);
    expect(child.columns.map((it) => it.inherited)).toEqual([true, false]);
    expect(base.others).toEqual([{ what: "column row_of of table public.user_of", column: null, kind: "row-type" }]);
    expect(base.publications.map((it) => [it.name, it.by])).toEqual([
      ["pub", "table"],
      ["every", "all"],
    ]);
  },
);

test.each(fixtures)("$label: an unknown table, type or index is refused with the nearest name", async (fixture) => {
  const target = await fixture.target();
  await target.exec(
    "CREATE TABLE orders (id integer PRIMARY KEY); CREATE TYPE mood AS ENUM ('b', 'a'); CREATE TABLE x (m mood, ms mood[])",
  );
  const catalog = await catalogOf(target);
  await expect(catalog.table("order")).rejects.toThrow("Did you mean orders?");
  await expect(catalog.table("elsewhere.orders")).rejects.toThrow("Did you mean public.orders?");
  await expect(catalog.index("orders_pke")).rejects.toThrow("Did you mean orders_pkey?");
  await expect(catalog.enumType("mod")).rejects.toThrow("Did you mean mood?");
  await expect(catalog.find({ schema: "public", name: "nothing" })).resolves.toBeNull();
  expect(await catalog.enumType("mood")).toMatchObject({
    values: ["b", "a"],
    columns: [
      { column: "m", array: false },
      { column: "ms", array: true },
    ],
  });
  expect((await catalog.index("orders_pkey")).table.ref.name).toBe("orders");
});

test.each(fixtures)("$label: what a type change or a new column would do is found by trying", async (fixture) => {
  const target = await fixture.target();
  await target.exec(`CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
    CREATE TABLE t (id integer PRIMARY KEY, v varchar(5), n numeric(6,2), at timestamp, c varchar(3) CHECK (c <> ''));
    INSERT INTO t VALUES (1)`);
  const catalog = await catalogOf(target);
  const t = await catalog.table("t");
  const free = (column: string, type: string) => catalog.isFreeTypeChange(t, { column, type });
  expect([
    await free("v", "text"),
    await free("v", "varchar(4)"),
    await free("n", "numeric(9,2)"),
    await free("n", "numeric(9,3)"),
  ]).toEqual([true, false, true, false]);
  expect([await free("id", "bigint"), await free("c", "text")]).toEqual([false, false]);
  await expect(free("v", "integer")).rejects.toThrow("cannot be cast automatically");
  await expect(free("v", "nonsense")).rejects.toThrow('type "nonsense" does not exist');
  await expect(free("v", "text; DROP TABLE t")).rejects.toThrow(/syntax error|is no type/);
  const fast = (definition: string) => catalog.isFastAddColumn(t, definition);
  expect([
    await fast("a integer"),
    await fast("a text NOT NULL DEFAULT 'x'"),
    await fast("a timestamptz DEFAULT now()"),
  ]).toEqual([true, true, true]);
  expect([
    await fast("a integer NOT NULL"),
    await fast("a uuid DEFAULT gen_random_uuid()"),
    await fast("a integer UNIQUE"),
    await fast("a integer CHECK (a > 0)"),
    await fast("a positive"),
  ]).toEqual([false, false, false, false, false]);
  expect([
    await catalog.typeName("int"),
    await catalog.typeName("varchar(7)"),
    await catalog.typeName("positive"),
  ]).toEqual(["integer", "character varying(7)", "public.positive"]);
  expect(await target.exec("SELECT * FROM t")).toHaveLength(1);
});

test.each(fixtures)(
  "$label: between timestamps with and without zone, rows stay as they are in UTC only",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec("CREATE TABLE t (at timestamp)");
    await target.exec(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET TimeZone = ''Europe/Berlin''', current_database()); END $$`,
    );
    const there = await catalogOf(target);
    expect(await there.isFreeTypeChange(await there.table("t"), { column: "at", type: "timestamptz" })).toBe(false);
    await target.exec(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET TimeZone = ''UTC''', current_database()); END $$`,
    );
    const utc = await catalogOf(target);
    expect(await utc.isFreeTypeChange(await utc.table("t"), { column: "at", type: "timestamptz" })).toBe(true);
  },
);

test.each(fixtures)("$label: expressions are tried over rows, each row's error counted", async (fixture) => {
  const target = await fixture.target();
  await target.exec(
    `CREATE TABLE t (id integer PRIMARY KEY, "Word" text); INSERT INTO t VALUES (1, '12'), (2, 'x'), (3, NULL), (4, '99999')`,
  );
  const catalog = await catalogOf(target);
  const t = await catalog.table("t");
  const answers = await catalog.tryExpressions(
    t,
    [
      { name: "n", expression: '"Word"::integer', type: "integer" },
      { name: "s", expression: '"Word" -- note', type: "varchar(3)" },
      { name: "r", expression: "random()", type: "float8" },
    ],
    100,
  );
  expect(answers).toMatchObject([
    { name: "n", rows: 4, nulls: 1, failed: 1, volatile: false },
    { name: "s", rows: 4, nulls: 1, failed: 1 },
    { name: "r", rows: 0, volatile: true },
  ]);
  expect(answers[0]?.error).toBe('invalid input syntax for type integer: "…" (22P02)');
  const refuse = (expression: string) =>
    expect(catalog.tryExpressions(t, [{ name: "n", expression, type: "integer" }], 10)).rejects;
  await refuse("wrod").toThrow('column "wrod" does not exist');
  await refuse('"Word"').toThrow("return type mismatch");
  await refuse("1 +").toThrow("syntax error");
  await refuse("1); DROP TABLE t; SELECT (1").toThrow("no single expression");
});

test.each(fixtures)("$label: every word is quoted that the server quotes", async (fixture) => {
  const target = await fixture.target();
  const words = await target.exec("SELECT word, quote_ident(word) AS quoted FROM pg_get_keywords()");
  for (const { word, quoted } of words) if (quoted !== word) expect(postgresName(String(word))).toBe(quoted);
});
