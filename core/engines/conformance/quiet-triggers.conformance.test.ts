import { describe, expect, test } from "vitest";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import { finishBackfill, prepareBackfill } from "./run-backfill.ts";

/** A trigger that notes each UPDATE. */
const AUDIT: PerDialect<string> = {
  postgresql: `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO audit VALUES (NEW.id); RETURN NULL; END';
    CREATE TRIGGER audited AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note()`,
  sqlite: "CREATE TRIGGER audited AFTER UPDATE ON t BEGIN INSERT INTO audit VALUES (NEW.id); END",
};
/** What the engine says where it has no such thing. */
const REFUSED: PerDialect<string | null> = { postgresql: null, sqlite: "cannot keep the triggers of" };

describe.each(engineFixtures())("$label: a backfill that keeps triggers quiet", ({ engine, target, dialect }) => {
  test("is seen by none of them, or refused where the engine cannot", async () => {
    const database = await target();
    await database.exec("CREATE TABLE t (id integer PRIMARY KEY, n integer); CREATE TABLE audit (id integer)");
    await database.exec("INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)");
    await database.exec(AUDIT[dialect]);
    const connection = await database.connect();
    const part = { table: { name: "t" }, set: { n: "n + 1" }, quiet: true };
    const refused = REFUSED[dialect];
    expect(engine.capabilities.quietTriggers).toBe(refused === null);
    if (refused !== null) {
      await expect(prepareBackfill(engine, connection, part)).rejects.toMatchObject({
        code: "invalid-plan",
        message: expect.stringContaining(refused),
      });
      return;
    }
    const scene = await prepareBackfill(engine, connection, part);
    await finishBackfill(engine, connection, scene, { limit: 2 });
    const [row] = await database.exec("SELECT (SELECT sum(n) FROM t) AS written, (SELECT count(*) FROM audit) AS seen");
    expect([Number(row?.written), Number(row?.seen)]).toEqual([3, 0]);
  });
});
