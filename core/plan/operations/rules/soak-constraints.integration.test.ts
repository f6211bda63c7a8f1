import { describe, expect, test } from "vitest";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { catalogDump } from "#test/operations/catalog-dump.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";
import { leftovers } from "#test/operations/leftovers.ts";
import { twoReleases } from "#test/operations/two-releases.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");

/** The old form of 105 is 5: each constraint can be met in the new form and broken in the old. */
const LOSSY: PlanOperation = {
  "change-type": { table: '"Shop".item', column: "n°", type: "bigint", up: '"n°"', down: '"n°" % 100' },
};
const SIZES = `CREATE SCHEMA "Shop"; CREATE TABLE "Shop".size (n int PRIMARY KEY);
  INSERT INTO "Shop".size SELECT i FROM generate_series(1, 300) i; DELETE FROM "Shop".size WHERE n = 7`;
const SETUP = `${SIZES};
  CREATE TABLE "Shop".item (id int PRIMARY KEY, "n°" int NOT NULL, note text,
    CONSTRAINT "one each" UNIQUE ("n°") INCLUDE (note) WITH (fillfactor = 71) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "fits'" CHECK ("n°" < 50 OR "n°" > 100), CONSTRAINT later CHECK ("n°" <> 41),
    CONSTRAINT sized FOREIGN KEY ("n°") REFERENCES "Shop".size (n) ON UPDATE CASCADE);
  CREATE UNIQUE INDEX apart ON "Shop".item (("n°" + 1) DESC) WHERE "n°" <> 30;
  INSERT INTO "Shop".item SELECT i, i, 'x' FROM generate_series(1, 3) i;
  ALTER TABLE "Shop".item DROP CONSTRAINT later; ALTER TABLE "Shop".item ADD CONSTRAINT later CHECK ("n°" <> 41) NOT VALID;
  COMMENT ON CONSTRAINT "one each" ON "Shop".item IS 'it''s one'; COMMENT ON INDEX "Shop"."one each" IS 'index';
  COMMENT ON INDEX "Shop".apart IS 'a'; ALTER INDEX "Shop".apart ALTER COLUMN 1 SET STATISTICS 44; ALTER TABLE "Shop".item CLUSTER ON "one each";
  COMMENT ON CONSTRAINT "fits'" ON "Shop".item IS 'f'; COMMENT ON CONSTRAINT sized ON "Shop".item IS 's'`;

/** A write of the new release that its old form would break, the words of the rollback that it stops, and what mends it. */
const WRITES = [
  { what: "CHECK", value: 160, told: /item.*\(id\).*: 9\b.*fits'/s },
  { what: "CHECK that was never proved", value: 141, told: null },
  { what: "foreign key", value: 107, told: /item.*\(id\).*: 9\b.*sized/s },
  { what: "UNIQUE", value: 203, told: /item.*\(id\).*one each.*: 3, 9\b/s },
] as const;

describe.each(fixtures)("$label", (fixture) => {
  const soaking = async (setup: string, operation: PlanOperation) => {
    const releases = await twoReleases(fixture, {
      setup: `CREATE SCHEMA sluice; GRANT USAGE ON SCHEMA sluice TO PUBLIC; ${setup}`,
      operations: [operation],
      access: null,
    });
    const before = await catalogDump(releases.target.exec);
    await releases.run.forward(releases.run.steps.findIndex(({ kind }) => kind === "soak"));
    return { ...releases, before };
  };

  test.each(WRITES)(
    "in the soak a row whose old form breaks the old $what is written; a rollback stops at it and tells it",
    async ({ value, told }) => {
      const { target, run, before } = await soaking(SETUP, LOSSY);
      await target.exec(`INSERT INTO "Shop".item (id, "n°") VALUES (9, ${value})`);
      if (told !== null) {
        await expect(run.back()).rejects.toThrow(told);
        await target.exec('UPDATE "Shop".item SET note = note WHERE id = 3; DELETE FROM "Shop".item WHERE id = 9');
      }
      await run.back();
      expect(await catalogDump(target.exec)).toEqual(before);
      expect(await leftovers(target.exec)).toEqual([]);
    },
  );

  test("a rollback that a CHECK or foreign key stops leaves the old release at work", async () => {
    const { target, run } = await soaking(SETUP, LOSSY);
    await target.exec('INSERT INTO "Shop".item (id, "n°") VALUES (9, 160)');
    await expect(run.back()).rejects.toThrow("fits'");
    await target.exec(`INSERT INTO "Shop".item VALUES (10, 10, 'old'); UPDATE "Shop".item SET "n°" = 11 WHERE id = 1`);
    await expect(target.exec(`INSERT INTO "Shop".item VALUES (11, 60, 'old')`)).rejects.toThrow(
      "violates check constraint",
    );
    await target.exec('DELETE FROM "Shop".item WHERE id = 9');
    await run.back();
    expect(await target.exec('SELECT id, "n°" AS n FROM "Shop".item ORDER BY id')).toEqual(
      [
        [1, 11],
        [2, 2],
        [3, 3],
        [10, 10],
      ].map(([id, n]) => ({ id, n })),
    );
  });

  test("without such rows each step, forward and back, leaves the schema as it was, and completed it is the one asked for", async () => {
    await expectEveryStep(fixture, {
      setup: SETUP,
      operations: [LOSSY],
      oracle: `ALTER TABLE "Shop".item ALTER "n°" TYPE bigint; ALTER INDEX "Shop".apart ALTER COLUMN 1 SET STATISTICS 44`,
    });
  });

  test("an old NOT NULL that a row of the soak breaks stops the rollback with its key", async () => {
    const { target, run, before } = await soaking(
      "CREATE TABLE t (a int, b text, v int NOT NULL, PRIMARY KEY (b, a)); INSERT INTO t VALUES (1, 'x', 5)",
      { "change-type": { table: "t", column: "v", type: "text", down: "v::int" } },
    );
    await target.exec("INSERT INTO t (a, b, v) VALUES (2, 'y', 'much')");
    await expect(run.back()).rejects.toThrow(/t \(b, a\).*NULL in v: \(y, 2\)\./);
    await target.exec("DELETE FROM t WHERE a = 2");
    await run.back();
    expect(await catalogDump(target.exec)).toEqual(before);
  });

  test("constraints of a column that is split hold in the soak no more, and come back", async () => {
    const split: PlanOperation = {
      "split-column": {
        table: '"Shop".item',
        column: "n°",
        into: [
          { name: "tens", type: "int", notNull: true, up: '"n°" / 10' },
          { name: "ones", type: "int", notNull: true, up: '"n°" % 10' },
        ],
        down: "tens * 10 + ones",
      },
    };
    const { target, run, before } = await soaking(SETUP, split);
    await target.exec(`INSERT INTO "Shop".item (id, tens, ones) VALUES (9, 1, -7), (10, 60, 0)`);
    await expect(run.back()).rejects.toThrow(/one each.*: 3, 9\b/s);
    await target.exec(`UPDATE "Shop".item SET ones = 1 WHERE id = 9`);
    await expect(run.back()).rejects.toThrow(/: 10\. The old release is at work, and sized/);
    await target.exec(`DELETE FROM "Shop".item WHERE id IN (9, 10)`);
    await run.back();
    expect(await catalogDump(target.exec)).toEqual(before);
    await expectEveryStep(fixture, {
      setup: SETUP,
      operations: [split],
      oracle: `ALTER TABLE "Shop".item ADD tens int, ADD ones int; UPDATE "Shop".item SET tens = "n°" / 10, ones = "n°" % 10;
        ALTER TABLE "Shop".item ALTER tens SET NOT NULL, ALTER ones SET NOT NULL, DROP COLUMN "n°"`,
    });
  });

  test("what a new value that the old type does not hold would repeat as NULL is accepted; a plain UNIQUE stays", async () => {
    const { target, run, before } = await soaking(
      `CREATE TABLE t (id int PRIMARY KEY, v int CONSTRAINT plain UNIQUE, CONSTRAINT known CHECK (v IS NOT NULL)); INSERT INTO t VALUES (1, 1);
        CREATE UNIQUE INDEX whole ON t (coalesce(v, 0))`,
      { "change-type": { table: "t", column: "v", type: "bigint" } },
    );
    await target.exec("INSERT INTO t (id, v) VALUES (2, 5000000000), (3, 6000000000)");
    await expect(run.back()).rejects.toThrow(/whole.*: 2, 3\./s);
    await target.exec("UPDATE t SET v = 7 WHERE id = 2");
    await expect(run.back()).rejects.toThrow(/known: 3\./);
    await target.exec("DELETE FROM t WHERE id = 3");
    await run.back();
    expect(await catalogDump(target.exec)).toEqual(before);
    expect(run.steps.filter(({ title }) => /plain.*builds it again/.test(title))).toEqual([]);
  });

  test("what holds for the old form through the soak is told, and a key that nothing takes over is refused", async () => {
    const setup = `CREATE TABLE t (v int CONSTRAINT key PRIMARY KEY, w int NOT NULL, x int, CONSTRAINT apart EXCLUDE USING btree (x WITH =));
      CREATE UNIQUE INDEX found ON t (w); ALTER TABLE t REPLICA IDENTITY USING INDEX found; INSERT INTO t VALUES (1, 1, 1)`;
    const lossy = (column: string): PlanOperation => ({
      "change-type": { table: "t", column, type: "bigint", up: column, down: `${column} % 100` },
    });
    const split = (column: string): PlanOperation => ({
      "split-column": {
        table: "t",
        column,
        into: [
          { name: "y", type: "int", up: column },
          { name: "z", type: "int", up: "0" },
        ],
        down: "y % 100",
      },
    });
    for (const [operation, name] of [
      [lossy("v"), "key"],
      [lossy("w"), "found"],
      [split("x"), "apart"],
    ] as const) {
      const { notes, run, target, before } = await soaking(setup, operation);
      expect(
        notes.filter((it) => it.startsWith(`${name} of t holds for the old form until the soak ends`)),
      ).toHaveLength(1);
      await run.back();
      expect(await catalogDump(target.exec)).toEqual(before);
    }
    await expect(soaking(setup, split("v"))).rejects.toThrow("key is the primary key of t");
    await expect(soaking(setup, split("w"))).rejects.toThrow("found is the replica identity of t");
  });

  test("a rename keeps all that the old name had through the soak: it could refuse nothing else", async () => {
    const { run } = await soaking(SETUP, { "rename-column": { table: '"Shop".item', column: "n°", to: "number" } });
    expect(run.steps.filter(({ title }) => /again|Drop (?!the old)/.test(title))).toEqual([]);
  });

  test("a widened key takes values that its old form could only hold as NULL, whatever CHECK is on it", async () => {
    const setup = `CREATE TABLE t (id int PRIMARY KEY, v text, CONSTRAINT known CHECK (id IS NOT NULL)); INSERT INTO t VALUES (1, 'x');
      CREATE UNIQUE INDEX whole ON t (coalesce(id, 0)) WHERE v IS NOT NULL`;
    const widen: PlanOperation = { "widen-key": { table: "t", column: "id" } };
    const { target, run, before } = await soaking(setup, widen);
    await target.exec("INSERT INTO t (id, v) VALUES (3000000000, 'y'), (4000000000, 'z')");
    const refused: unknown = await run.back().catch((error: Error) => error.cause);
    expect(fixture.engine.errors.describe(refused).message).toContain("nothing was rolled back");
    await target.exec("DELETE FROM t WHERE id > 1");
    await run.back();
    expect(await catalogDump(target.exec)).toEqual(before);
    await expectEveryStep(fixture, { setup, operations: [widen], oracle: "ALTER TABLE t ALTER id TYPE bigint" });
  });
});
