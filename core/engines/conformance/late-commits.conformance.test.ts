import { describe, expect, test, vi } from "vitest";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import { untilFree } from "./run-backfill.ts";

/** Whether a writer can be open while the mark is set: one with the file's write lock cannot. */
const WRITERS_OVERLAP: PerDialect<boolean> = { postgresql: true, sqlite: false };
const BEGIN_WRITE: PerDialect<string> = { postgresql: "BEGIN", sqlite: "BEGIN IMMEDIATE" };

describe.each(engineFixtures())("$label: late commits", ({ engine, target, dialect }) => {
  const table = async () => {
    const database = await target();
    await database.exec("CREATE TABLE t (id integer PRIMARY KEY)");
    return { database, connection: await database.connect(), other: await database.connect() };
  };

  test("a transaction that wrote before the mark is waited for, and named; one that began to write later is not", async () => {
    const { connection, other } = await table();
    await other.query(BEGIN_WRITE[dialect]);
    await other.query("INSERT INTO t (id) VALUES (1)");
    const marking = untilFree(engine, () => engine.lateCommits.mark(connection));
    if (!WRITERS_OVERLAP[dialect]) {
      let isMarked = false;
      const marked = marking.then(() => (isMarked = true));
      await other.query("INSERT INTO t (id) VALUES (2)");
      expect(isMarked).toBe(false);
      await other.query("COMMIT");
      await marked;
      expect(await engine.lateCommits.older(connection, await marking)).toEqual([]);
      return;
    }
    const mark = await marking;
    const [open] = await engine.lateCommits.older(connection, mark);
    expect(open).toMatchObject({
      backend: other.backend,
      application: "sluice:test",
      state: "idle in transaction",
      seconds: expect.any(Number),
    });
    await other.query("COMMIT");
    const none = async () => expect(await engine.lateCommits.older(connection, mark)).toEqual([]);
    await vi.waitFor(none, { timeout: 30_000 });

    await other.query("BEGIN");
    await other.query("INSERT INTO t (id) VALUES (3)");
    expect(await engine.lateCommits.older(connection, mark)).toEqual([]);
    await other.query("ROLLBACK");
  });

  test("a transaction that only reads is not waited for", async () => {
    const { connection, other } = await table();
    await other.query("BEGIN");
    await other.query("SELECT count(*) FROM t");
    const mark = await engine.lateCommits.mark(connection);
    expect(await engine.lateCommits.older(connection, mark)).toEqual([]);
    await other.query("ROLLBACK");
  });
});
