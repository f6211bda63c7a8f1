import { expect, test } from "vitest";
import type { ColumnSpec } from "#core/domain/plan-operation.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const SETUP = `CREATE TABLE "Or""der" (id int PRIMARY KEY, note text); INSERT INTO "Or""der" SELECT i, 'n' || i FROM generate_series(1, 20) i`;
const TABLE = '"Or""der"';

test.each(fixtures)("$label: a constant default touches no row", async (fixture) => {
  const { document } = await expectEveryStep(fixture, {
    setup: SETUP,
    operations: [
      {
        "add-column": {
          table: TABLE,
          column: { name: "Größe", type: "int", notNull: true, default: "7", comment: "it's" },
        },
      },
    ],
    oracle: `ALTER TABLE "Or""der" ADD COLUMN "Größe" integer NOT NULL DEFAULT 7; COMMENT ON COLUMN "Or""der"."Größe" IS 'it''s'`,
  });
  expect(Object.keys(document.phases)).toEqual(["expand"]);
});

test.each(fixtures)(
  "$label: `up` fills rows that exist; old releases' rows follow it until contract",
  async (fixture) => {
    await expectEveryStep(fixture, {
      setup: SETUP,
      operations: [
        {
          "add-column": {
            table: TABLE,
            column: { name: "select", type: "text", notNull: true, default: "'x'" },
            up: "upper(note)",
          },
        },
      ],
      oracle: `ALTER TABLE "Or""der" ADD COLUMN "select" text; UPDATE "Or""der" SET "select" = upper(note);
      ALTER TABLE "Or""der" ALTER "select" SET NOT NULL, ALTER "select" SET DEFAULT 'x'`,
    });
  },
);

test.each(fixtures)("$label: a random default gives each row a value of its own", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: SETUP,
    operations: [
      {
        "add-column": {
          table: TABLE,
          column: { name: "token", type: "uuid", notNull: true, default: "gen_random_uuid()" },
        },
      },
    ],
    oracle: `ALTER TABLE "Or""der" ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()`,
    unforeseen: ["public.Order.token"],
  });
});

test.each(fixtures)("$label: SERIAL and identity number the rows and go on behind them", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 20)",
    operations: [
      { "add-column": { table: "t", column: { name: "n", type: "bigserial" } } },
      { "add-column": { table: "t", column: { name: "m", type: "integer", identity: "always" } } },
    ],
    oracle: "ALTER TABLE t ADD COLUMN n bigserial, ADD COLUMN m integer GENERATED ALWAYS AS IDENTITY",
    unforeseen: ["public.t.n", "public.t.m"],
    last: async (exec) => {
      await exec("INSERT INTO t (id) VALUES (21)");
      expect(await exec("SELECT n::int, m FROM t WHERE id = 21")).toEqual([{ n: 21, m: 21 }]);
      expect(await exec("SELECT count(DISTINCT n)::int AS n, count(DISTINCT m)::int AS m FROM t")).toEqual([
        { n: 21, m: 21 },
      ]);
    },
  });
});

test.each(fixtures)(
  "$label: NOT NULL without a value, a name that is taken or too long is refused",
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(SETUP);
    const connection = await target.connect();
    const add = (column: ColumnSpec) =>
      expandOn(fixture.engine, connection, [{ "add-column": { table: TABLE, column } }]);
    await expect(add({ name: "a", type: "int", notNull: true })).rejects.toThrow("Give it a `default`");
    await expect(add({ name: "note", type: "int" })).rejects.toThrow("has a column note already");
    await expect(add({ name: "ä".repeat(40), type: "int" })).rejects.toThrow("more than 63 bytes");
    await expect(add({ name: "a", type: "int", notNull: true, default: "'x'" })).rejects.toThrow();
  },
);

test.each(fixtures)("$label: a generated column, kept by a trigger where the server would rewrite", async (fixture) => {
  const target = await fixture.target();
  const [row] = await target.exec("SELECT current_setting('server_version_num')::int >= 180000 AS virtual");
  const column: ColumnSpec = { name: "Größe", type: "text", generated: "upper(note)" };
  const kept = `ALTER TABLE "Or""der" ADD COLUMN "Größe" text; UPDATE "Or""der" SET "Größe" = upper(note);
    CREATE FUNCTION "Or""der_Größe_value"(note text) RETURNS text LANGUAGE sql RETURN (upper(note));
    CREATE FUNCTION "Or""der_Größe_generated"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."Größe" := public."Or""der_Größe_value"(NEW.note);
  RETURN NEW;
END
$$;
    GRANT EXECUTE ON FUNCTION "Or""der_Größe_value"(text), "Or""der_Größe_generated"() TO PUBLIC;
    CREATE TRIGGER "~_Größe_generated" BEFORE INSERT OR UPDATE ON "Or""der" FOR EACH ROW EXECUTE FUNCTION "Or""der_Größe_generated"();
    ALTER TABLE "Or""der" ENABLE ALWAYS TRIGGER "~_Größe_generated"`;
  const life = await expectEveryStep(fixture, {
    setup: SETUP,
    operations: [{ "add-column": { table: TABLE, column } }],
    oracle: row?.virtual
      ? `ALTER TABLE "Or""der" ADD COLUMN "Größe" text GENERATED ALWAYS AS (upper(note)) VIRTUAL`
      : kept,
  });
  await life.target.exec(`UPDATE "Or""der" SET note = 'new' WHERE id = 1; INSERT INTO "Or""der" VALUES (21, 'more')`);
  expect(await life.target.exec(`SELECT "Größe" AS g FROM "Or""der" WHERE id IN (1, 21) ORDER BY id`)).toEqual([
    { g: "NEW" },
    { g: "MORE" },
  ]);
});
