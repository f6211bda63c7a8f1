import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import type { LedgerKey } from "../ddl-runner.ts";

const key = (): LedgerKey => ({ runId: randomUUID(), stepId: "expand.2", direction: "do" });

describe.each(engineFixtures())("$label: indexes", ({ engine, target, dialect }) => {
  const { ddl } = engine;
  const begin = async () => {
    const database = await target();
    await database.exec("CREATE TABLE city (id integer PRIMARY KEY, name text, country text)");
    await database.exec("INSERT INTO city VALUES (1, 'a', 'x'), (2, 'b', 'x'), (3, 'b', 'y')");
    const connection = await database.connect();
    await ddl.prepareTarget(connection);
    const indexes = async () => {
      const table = await engine.introspector.table(connection, { name: "city" });
      return (
        table?.indexes
          .filter((it) => !it.primary)
          .map(({ name, columns, unique, valid }) => ({ name, columns, unique, valid })) ?? []
      );
    };
    return { database, connection, indexes };
  };

  test("one is built, verified and found again", async () => {
    const { connection, indexes } = await begin();
    const build = { ledger: key(), statement: "CREATE UNIQUE INDEX city_names ON city (country, name)" };
    expect(await ddl.runIndex(connection, build)).toBe("done");
    expect(await indexes()).toEqual([{ name: "city_names", columns: ["country", "name"], unique: true, valid: true }]);
    expect(await ddl.runIndex(connection, build)).toBe("already-done");
  });

  test("one that is there as wanted is not built again: after a crash before the ledger row the catalog decides", async () => {
    const { connection } = await begin();
    const statement = "CREATE INDEX city_names ON city (lower(name), country DESC) WHERE id > 1";
    await ddl.runIndex(connection, { ledger: key(), statement });
    expect(await ddl.runIndex(connection, { ledger: key(), statement })).toBe("already-done");
  });

  test("another index of that name stops it", async () => {
    const { connection, indexes } = await begin();
    await ddl.runIndex(connection, { ledger: key(), statement: "CREATE INDEX city_names ON city (name)" });
    const other = { ledger: key(), statement: "CREATE INDEX city_names ON city (country)" };
    await expect(ddl.runIndex(connection, other)).rejects.toMatchObject({ code: "target-refused" });
    expect((await indexes()).map((it) => it.columns)).toEqual([["name"]]);
  });

  test("duplicate keys leave nothing behind", async () => {
    const { connection, indexes } = await begin();
    const build = { ledger: key(), statement: "CREATE UNIQUE INDEX city_name ON city (name)" };
    const error = await ddl.runIndex(connection, build).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(engine.errors.classify(error)).toBe("poison");
    expect(await indexes()).toEqual([]);
    await connection.query("UPDATE city SET name = 'c' WHERE id = 3");
    expect(await ddl.runIndex(connection, build)).toBe("done");
  });

  test("what undoes a build drops it, once", async () => {
    const { connection, indexes } = await begin();
    const ledger = key();
    const statement = "CREATE INDEX city_name ON city (name)";
    await ddl.runIndex(connection, { ledger, statement });
    const undo = await ddl.undoOfIndex(statement);
    expect(undo).not.toBeNull();
    const back = { ledger: { ...ledger, direction: "undo" as const }, statement: undo ?? "" };
    expect(await ddl.runIndex(connection, back)).toBe("done");
    expect(await indexes()).toEqual([]);
    expect(await ddl.runIndex(connection, back)).toBe("already-done");
    expect(await ddl.undoOfIndex("DROP INDEX city_name")).toBeNull();
  });

  test("what undoes a build is content where somebody else took the index away meanwhile", async () => {
    const { database, connection, indexes } = await begin();
    const ledger = key();
    const statement = "CREATE UNIQUE INDEX city_names ON city (country, name)";
    await ddl.runIndex(connection, { ledger, statement });
    await database.exec("DROP INDEX city_names");
    const undo = (await ddl.undoOfIndex(statement)) ?? "";
    const back = await ddl.runIndex(connection, { ledger: { ...ledger, direction: "undo" }, statement: undo });
    expect(["done", "already-done"]).toContain(back);
    expect(await indexes()).toEqual([]);
  });

  const SENT: PerDialect<string> = {
    postgresql: 'CREATE INDEX CONCURRENTLY "città è" ON city (name)',
    sqlite: 'CREATE INDEX "città è" ON city (name)',
  };
  test("the reviewer sees the statement as it will be sent", async () => {
    expect(await ddl.indexStatement('CREATE INDEX "città è" ON city (name)')).toBe(SENT[dialect]);
  });
});
