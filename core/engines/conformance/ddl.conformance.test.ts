import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import type { LedgerKey } from "../ddl-runner.ts";

const LOCK_TIMEOUT_MS = 300;
const key = (direction: LedgerKey["direction"] = "do"): LedgerKey => ({
  runId: randomUUID(),
  stepId: "expand.1",
  direction,
});

describe.each(engineFixtures())("$label: schema changes", ({ engine, target, dialect }) => {
  const { ddl, introspector } = engine;
  const begin = async () => {
    const database = await target();
    await database.exec("CREATE TABLE city (id integer PRIMARY KEY, name text)");
    await database.exec("INSERT INTO city VALUES (1, 'a'), (2, 'b')");
    const connection = await database.connect();
    await ddl.prepareTarget(connection);
    const columns = async () => (await introspector.table(connection, { name: "city" }))?.columns.map((it) => it.name);
    return { database, connection, columns };
  };
  const short = (ledger: LedgerKey, statements: readonly string[]) => ({
    ledger,
    statements,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
  });

  test("the target can be prepared again and by two at once", async () => {
    const database = await target();
    const [first, second] = [await database.connect(), await database.connect()];
    expect(await ddl.isDone(first, key())).toBe(false);
    await Promise.all([ddl.prepareTarget(first), ddl.prepareTarget(second)]);
    await ddl.prepareTarget(first);
    expect(await ddl.isDone(second, key())).toBe(false);
  });

  test("several statements take effect together with the ledger, once", async () => {
    const { connection, columns } = await begin();
    const ledger = key();
    const step = short(ledger, ["ALTER TABLE city ADD COLUMN lat text", "UPDATE city SET name = name || '!'"]);
    expect(await ddl.runShort(connection, step)).toBe("done");
    expect(await ddl.isDone(connection, ledger)).toBe(true);
    expect(await ddl.runShort(connection, step)).toBe("already-done");
    expect(await columns()).toEqual(["id", "name", "lat"]);
    const { rows } = await connection.query("SELECT name FROM city ORDER BY id");
    expect(rows.map((row) => row.name)).toEqual(["a!", "b!"]);
    expect(await ddl.isDone(connection, { ...ledger, direction: "undo" })).toBe(false);
  });

  test("a statement that fails takes the ones before it and the ledger with it", async () => {
    const { connection, columns } = await begin();
    const ledger = key();
    const step = short(ledger, ["ALTER TABLE city ADD COLUMN lat text", "UPDATE city SET absent = 1"]);
    const error = await ddl.runShort(connection, step).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(engine.errors.classify(error)).toBe("schema-moved");
    expect(await columns()).toEqual(["id", "name"]);
    expect(await ddl.isDone(connection, ledger)).toBe(false);
    expect(await ddl.runShort(connection, short(ledger, ["ALTER TABLE city ADD COLUMN lat text"]))).toBe("done");
  });

  const BEGIN_WRITE: PerDialect<string> = { postgresql: "BEGIN", sqlite: "BEGIN IMMEDIATE" };
  test("a lock that somebody holds is given up on, and nothing is left behind", async () => {
    const { database, connection, columns } = await begin();
    const holder = await database.connect();
    await holder.query(BEGIN_WRITE[dialect]);
    await holder.query("UPDATE city SET name = 'held' WHERE id = 1");
    const step = short(key(), ["ALTER TABLE city ADD COLUMN lat text"]);
    const error = await ddl.runShort(connection, step).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(engine.errors.classify(error)).toBe("lock-wait");
    if (engine.capabilities.activity) {
      const holders = await introspector.holders(connection, await ddl.tablesOf(step.statements));
      expect(holders.map((it) => it.backend)).toEqual([holder.backend]);
    }
    await holder.query("ROLLBACK");
    expect(await columns()).toEqual(["id", "name"]);
    expect(await ddl.runShort(connection, step)).toBe("done");
  });

  test("a long statement runs once", async () => {
    const { connection, columns } = await begin();
    const long = { ledger: key(), statement: "ALTER TABLE city ADD COLUMN lat text" };
    expect(await ddl.runLong(connection, long)).toBe("done");
    expect(await ddl.runLong(connection, long)).toBe("already-done");
    expect(await columns()).toContain("lat");
  });

  test("tables are found in statements", async () => {
    const found = await ddl.tablesOf([
      "ALTER TABLE city ADD COLUMN x text",
      'UPDATE "Or""der" SET a = 1',
      "DROP TABLE country",
    ]);
    expect(found.map((it) => it.name).toSorted()).toEqual(['Or"der', "city", "country"]);
  });
});
