import { describe, expect, test } from "vitest";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import { type EngineFixture, engineFixtures } from "#test/engine-fixtures.ts";
import { SPARE, type TwoReleases, twoReleases } from "#test/operations/two-releases.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");

/** Kilograms as text become whole grams: a mapping that loses blanks and digits. */
const WEIGHT = {
  "change-type": {
    table: "depot.parcel",
    column: "weight",
    type: "integer",
    up: "(trim(weight)::numeric * 1000)::integer",
    down: "(weight / 1000.0)::numeric(12,3)::text",
    default: null,
  },
};
const PARCEL = `CREATE SCHEMA depot; CREATE SCHEMA v1; CREATE SCHEMA v2;
  CREATE TABLE depot.parcel (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, label text, weight text);
  CREATE VIEW v1.parcel AS SELECT id, label, weight FROM depot.parcel;
  INSERT INTO depot.parcel (label, weight) VALUES ('a', ' 1.5 '), ('b', '2.0004'), ('c', NULL)`;
const NEW_VIEW = `CREATE VIEW v2.parcel AS SELECT id, label, ${SPARE.column} AS weight, ${SPARE.origin} AS _sluice_from FROM depot.parcel;
  ALTER VIEW v2.parcel ALTER _sluice_from SET DEFAULT 2`;

const parcels = (fixture: EngineFixture, setup = PARCEL, operations: readonly PlanOperation[] = [WEIGHT]) =>
  twoReleases(fixture, { setup, operations });
const both = ({ target }: TwoReleases, condition = "true") =>
  target.exec(`SELECT weight AS old, ${SPARE.column} AS new FROM depot.parcel WHERE ${condition} ORDER BY id`);

describe.each(fixtures)("$label", (fixture) => {
  test("A: no write of the old release fails between any two steps before contract", async () => {
    const releases = await parcels(
      fixture,
      PARCEL.replace("weight text)", "weight text NOT NULL)").replace(", ('c', NULL)", ""),
    );
    const { run, target } = releases;
    const before = run.steps.findIndex(({ phase }) => phase === "contract");
    for (let count = 1; count <= before; count++) {
      await run.forward(count);
      await target.exec("INSERT INTO depot.parcel (label, weight) VALUES ('x', '3')");
      await target.exec("UPDATE depot.parcel SET weight = '4' WHERE id = (SELECT max(id) FROM depot.parcel)");
      await target.exec("UPDATE depot.parcel SET label = label || '!'");
    }
    const rows = await both(releases, "id > 2");
    expect(rows).toHaveLength(before);
    expect(new Set(rows.map((row) => `${row.old} ${row.new}`))).toEqual(new Set(["4 4000"]));
  });

  test("B: the new release changes something else of a row that the backfill has not reached: nothing is lost", async () => {
    const releases = await parcels(fixture);
    await releases.through("expand");
    await releases.target.exec(NEW_VIEW);
    await releases.target.exec("UPDATE v2.parcel SET label = 'B' WHERE id = 1");
    expect(await both(releases, "id = 1")).toEqual([{ old: " 1.5 ", new: 1500 }]);
  });

  test("C: what the new release wrote outlives an old release's write of something else", async () => {
    const releases = await parcels(fixture);
    await releases.through("cutover");
    await releases.target.exec(NEW_VIEW);
    await releases.target.exec("UPDATE v2.parcel SET weight = 1234 WHERE id = 1");
    await releases.target.exec("UPDATE v1.parcel SET label = 'C'");
    expect(await both(releases, "id = 1")).toEqual([{ old: "1.234", new: 1234 }]);
  });

  test("D: a search_path changes nothing, whatever its form", async () => {
    const releases = await parcels(fixture);
    await releases.through("cutover");
    const { exec } = releases.target;
    await exec(
      `${NEW_VIEW}; CREATE SCHEMA "V-2.0"; CREATE SCHEMA extensions; CREATE VIEW "V-2.0".parcel AS SELECT * FROM v2.parcel`,
    );
    for (const path of ["v2, extensions", '"V-2.0"', "v1", "extensions, v2, pg_temp", ""]) {
      await exec(`SELECT set_config('search_path', '${path}', false)`);
      await exec("INSERT INTO v1.parcel (label, weight) VALUES ('old', '7')");
      await exec("INSERT INTO v2.parcel (label, weight) VALUES ('new', 8000), ('null', NULL)");
      await exec("UPDATE v1.parcel SET weight = '9' WHERE id = 1");
      await exec("UPDATE v2.parcel SET weight = 3000 WHERE id = 2");
      expect(await both(releases)).toEqual([
        { old: "9", new: 9000 },
        { old: "3.000", new: 3000 },
        { old: null, new: null },
        { old: "7", new: 7000 },
        { old: "8.000", new: 8000 },
        { old: null, new: null },
      ]);
      await exec("DELETE FROM depot.parcel WHERE id > 3");
    }
    await exec("RESET search_path");
  });

  test("E: a function with a search_path of its own writes as whoever's view it names", async () => {
    const releases = await parcels(fixture);
    await releases.through("cutover");
    const { exec } = releases.target;
    await exec(`${NEW_VIEW}; CREATE FUNCTION v2.weigh(which bigint, grams integer) RETURNS void LANGUAGE sql SET search_path = depot, pg_catalog
      AS 'UPDATE v2.parcel SET weight = grams WHERE id = which'`);
    await exec("SELECT v2.weigh(1, 1234)");
    await exec("UPDATE v1.parcel SET label = 'E'");
    expect(await both(releases, "id = 1")).toEqual([{ old: "1.234", new: 1234 }]);
  });

  test("F: a trigger of the user's that changes the column is heard by both sides", async () => {
    const releases = await parcels(
      fixture,
      `${PARCEL}; CREATE FUNCTION depot.tidy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.weight := trim(NEW.weight); IF NEW.weight::numeric > 100 THEN NEW.weight := ''100''; END IF; RETURN NEW; END';
        CREATE TRIGGER zz_tidy BEFORE INSERT OR UPDATE ON depot.parcel FOR EACH ROW EXECUTE FUNCTION depot.tidy()`,
    );
    await releases.through("cutover");
    const { exec } = releases.target;
    await exec(NEW_VIEW);
    await exec("INSERT INTO v1.parcel (weight) VALUES (' 5 '), ('500')");
    await exec("INSERT INTO v2.parcel (weight) VALUES (6000), (600000)");
    await exec("UPDATE v2.parcel SET weight = 700000 WHERE id = 1");
    await exec("UPDATE v1.parcel SET weight = '800' WHERE id = 2");
    expect(await both(releases)).toEqual([
      { old: "100", new: 100000 },
      { old: "100", new: 100000 },
      { old: null, new: null },
      { old: "5", new: 5000 },
      { old: "100", new: 100000 },
      { old: "6.000", new: 6000 },
      { old: "100", new: 100000 },
    ]);
    expect(releases.notes.join()).toContain("zz_tidy");
  });

  test("F: a trigger that would fire after ours moves ours behind it", async () => {
    const releases = await parcels(
      fixture,
      `${PARCEL}; CREATE FUNCTION depot.tidy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.weight := trim(NEW.weight); RETURN NEW; END';
        CREATE TRIGGER "Übung" BEFORE INSERT OR UPDATE ON depot.parcel FOR EACH ROW EXECUTE FUNCTION depot.tidy()`,
    );
    await releases.through("cutover");
    await releases.target.exec("INSERT INTO v1.parcel (weight) VALUES (' 5 ')");
    expect(await both(releases, "id = 4")).toEqual([{ old: "5", new: 5000 }]);
  });

  test("G: rows of an apply worker or a loader are kept in step too", async () => {
    const releases = await parcels(fixture);
    await releases.through("expand");
    await releases.target.exec(
      "BEGIN; SET LOCAL session_replication_role = replica; INSERT INTO depot.parcel (label, weight) VALUES ('g', '3'); COMMIT",
    );
    expect(await both(releases, "id = 4")).toEqual([{ old: "3", new: 3000 }]);
  });

  test("H: names of 63 bytes are cut off nowhere", async () => {
    const long = "t".repeat(63);
    const column = "c".repeat(63);
    const releases = await twoReleases(fixture, {
      setup: `CREATE TABLE ${long} (id int PRIMARY KEY, ${column} text, ${column.slice(1)}d text); INSERT INTO ${long} VALUES (1, '1', '2')`,
      operations: [column, `${column.slice(1)}d`].map((name) => ({
        "change-type": { table: long, column: name, type: "integer" },
      })),
    });
    await releases.through("cutover");
    await releases.target.exec(`INSERT INTO ${long} VALUES (2, '3', '4')`);
    const spare = [SPARE.column, SPARE.column.replace(/1$/, "2")];
    expect(await releases.target.exec(`SELECT ${spare[0]} AS a, ${spare[1]} AS b FROM ${long} ORDER BY id`)).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
  });

  test("I: with only the version's schema in the path, functions, types and sequences of expressions are found", async () => {
    const releases = await parcels(
      fixture,
      `${PARCEL}; CREATE DOMAIN public.grams AS integer; CREATE FUNCTION public.weigh(text) RETURNS integer LANGUAGE sql AS 'SELECT ($1::numeric * 1000)::integer';
       CREATE FUNCTION public.unweigh(integer) RETURNS text LANGUAGE sql AS 'SELECT ($1 / 1000.0)::numeric(12,3)::text'`,
      [
        {
          "change-type": {
            ...WEIGHT["change-type"],
            type: "public.grams",
            up: "weigh(weight)::grams",
            down: "unweigh(weight)",
          },
        },
      ],
    );
    await releases.through("cutover");
    const { exec } = releases.target;
    await exec(NEW_VIEW);
    await exec("SET search_path = v2");
    await exec("INSERT INTO parcel (weight) VALUES (1000)");
    await exec("SET search_path = v1");
    await exec("INSERT INTO parcel (weight) VALUES ('2')");
    await exec("RESET search_path");
    expect(await both(releases, "id > 3")).toEqual([
      { old: "1.000", new: 1000 },
      { old: "2", new: 2000 },
    ]);
  });

  test("K: a key that is GENERATED ALWAYS AS IDENTITY is filled without touching it", async () => {
    const releases = await parcels(fixture);
    await releases.through("verify");
    expect(await both(releases)).toEqual([
      { old: " 1.5 ", new: 1500 },
      { old: "2.0004", new: 2000 },
      { old: null, new: null },
    ]);
  });

  test("L: the backfill leaves the old column as it is, byte for byte, where the mapping loses something", async () => {
    const releases = await parcels(fixture);
    await releases.through("verify");
    await releases.target.exec("UPDATE v1.parcel SET label = label");
    expect((await both(releases)).map((row) => row.old)).toEqual([" 1.5 ", "2.0004", null]);
    expect(releases.notes.join()).toContain("do not come back as they were");
  });

  test("M: a row that the new release moves to another partition keeps what the mapping would lose", async () => {
    const releases = await parcels(
      fixture,
      `CREATE SCHEMA depot; CREATE SCHEMA v2;
       CREATE TABLE depot.parcel (id bigint, region int, label text, weight text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
       CREATE TABLE depot.p1 PARTITION OF depot.parcel FOR VALUES IN (1); CREATE TABLE depot.p2 PARTITION OF depot.parcel FOR VALUES IN (2);
       INSERT INTO depot.parcel VALUES (1, 1, 'a', ' 1.5 ')`,
    );
    await releases.through("cutover");
    const { exec } = releases.target;
    await exec(NEW_VIEW.replace("id, label", "id, region, label"));
    await exec("UPDATE v2.parcel SET region = 2");
    expect(await both(releases)).toEqual([{ old: " 1.5 ", new: 1500 }]);
    await exec("UPDATE v2.parcel SET region = 1, weight = 2000");
    expect(await both(releases)).toEqual([{ old: "2.000", new: 2000 }]);
    await exec(
      "CREATE TABLE depot.p3 PARTITION OF depot.parcel FOR VALUES IN (3); INSERT INTO depot.parcel VALUES (3, 3, 'c', '3')",
    );
    expect(await both(releases, "id = 3")).toEqual([{ old: "3", new: 3000 }]);
  });

  test("N: ON CONFLICT DO UPDATE through either view", async () => {
    const releases = await parcels(
      fixture,
      PARCEL.replace("GENERATED ALWAYS AS IDENTITY", "").replace(
        "(label, weight) VALUES ('a', ' 1.5 '), ('b', '2.0004'), ('c', NULL)",
        "VALUES (1, 'a', ' 1.5 '), (2, 'b', '2')",
      ),
    );
    await releases.through("cutover");
    const { exec } = releases.target;
    await exec(NEW_VIEW);
    const upsert = (view: string, values: string) =>
      exec(
        `INSERT INTO ${view}.parcel (id, weight) VALUES ${values} ON CONFLICT (id) DO UPDATE SET weight = EXCLUDED.weight`,
      );
    await upsert("v2", "(1, 1100), (3, 3300)");
    await upsert("v1", "(2, '2.2'), (4, '4.4')");
    await upsert("v2", "(2, NULL)");
    expect(await both(releases)).toEqual([
      { old: "1.100", new: 1100 },
      { old: null, new: null },
      { old: "3.300", new: 3300 },
      { old: "4.4", new: 4400 },
    ]);
  });

  test("O: INSERT … SELECT of several rows, and of rows that are in step already", async () => {
    const releases = await parcels(fixture);
    await releases.through("cutover");
    const { exec } = releases.target;
    await exec(NEW_VIEW);
    await exec("INSERT INTO v1.parcel (weight) SELECT i::text FROM generate_series(1, 3) i");
    await exec("INSERT INTO v2.parcel (weight) SELECT nullif(i, 5) * 1000 FROM generate_series(4, 5) i");
    await exec(
      `INSERT INTO depot.parcel (label, weight, ${SPARE.column}, ${SPARE.done}) SELECT 'copy', weight, ${SPARE.column}, ${SPARE.done} FROM depot.parcel WHERE id = 1`,
    );
    expect(await both(releases, "id > 3")).toEqual([
      { old: "1", new: 1000 },
      { old: "2", new: 2000 },
      { old: "3", new: 3000 },
      { old: "4.000", new: 4000 },
      { old: null, new: null },
      { old: " 1.5 ", new: 1500 },
    ]);
  });

  test("P: json, citext and the scale of a numeric: what is equal but not the same is carried over", async () => {
    const releases = await twoReleases(fixture, {
      setup: `CREATE EXTENSION citext; CREATE TABLE t (id int PRIMARY KEY, a json, b citext, c numeric);
        INSERT INTO t VALUES (1, '{"a": 1}', 'x', 1.0)`,
      operations: [
        { "change-type": { table: "t", column: "a", type: "jsonb" } },
        { "change-type": { table: "t", column: "b", type: "text", up: "b::text", down: "b::citext" } },
        { "change-type": { table: "t", column: "c", type: "text", up: "c::text", down: "c::numeric" } },
      ],
    });
    await releases.through("cutover");
    const { exec } = releases.target;
    await exec(`UPDATE t SET a = '{"a":  2}', b = 'X', c = 1.00`);
    const columns = [1, 2, 3].map((n) => SPARE.column.replace(/1$/, String(n)));
    expect(await exec(`SELECT ${columns[0]} AS a, ${columns[1]} AS b, ${columns[2]} AS c FROM t`)).toEqual([
      { a: { a: 2 }, b: "X", c: "1.00" },
    ]);
    await exec(`UPDATE t SET ${columns[2]} = '1.000'`);
    expect(await exec("SELECT a::text, b, c FROM t")).toEqual([{ a: '{"a":  2}', b: "X", c: "1.000" }]);
  });

  test("Q: mixed case, quotes, unicode, reserved words and the same names in two schemas", async () => {
    const weight = `Ge"wicht ü ${"x".repeat(48)}`;
    const quoted = `"${weight.replaceAll('"', '""')}"`;
    const releases = await twoReleases(fixture, {
      setup: `CREATE SCHEMA "Ä b"; CREATE SCHEMA "select";
        ${["Ä b", "select"].map((schema) => `CREATE TABLE "${schema}"."Or""der" ("group" int PRIMARY KEY, ${quoted} text, "ID" text); INSERT INTO "${schema}"."Or""der" VALUES (1, '1', '2')`).join(";")}`,
      operations: ["Ä b", "select"].map((schema) => ({
        "change-type": { table: `"${schema}"."Or""der"`, column: weight, type: "integer" },
      })),
      access: null,
    });
    await releases.through("contract");
    for (const schema of ["Ä b", "select"]) {
      expect(await releases.target.exec(`SELECT ${quoted} AS w FROM "${schema}"."Or""der"`)).toEqual([{ w: 1 }]);
    }
  });

  test("R: a role with rights on columns alone goes on writing", async () => {
    const releases = await parcels(fixture);
    await releases.through("cutover");
    const { exec } = releases.target;
    const role = `writer_${Math.random().toString(36).slice(2)}`;
    await exec(
      `CREATE ROLE ${role}; GRANT USAGE ON SCHEMA depot TO ${role}; GRANT INSERT (label, weight), UPDATE (weight), SELECT (id) ON depot.parcel TO ${role}`,
    );
    try {
      await exec(`SET ROLE ${role}`);
      await exec("INSERT INTO depot.parcel (label, weight) VALUES ('r', '5')");
      await exec("UPDATE depot.parcel SET weight = '6' WHERE id = 1");
    } finally {
      await exec(`RESET ROLE; DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
    expect(await both(releases, "id IN (1, 4)")).toEqual([
      { old: "6", new: 6000 },
      { old: "5", new: 5000 },
    ]);
  });
});
