import { describe, expect, test } from "vitest";
import { engineFixtures, type PerDialect } from "#test/engine-fixtures.ts";
import type { TargetAddress } from "../target-address.ts";

const NOWHERE: PerDialect<TargetAddress> = {
  postgresql: {
    kind: "network",
    host: "127.0.0.1",
    port: 1,
    user: "u",
    password: "very-secret",
    database: "d",
    tls: "prefer",
  },
  sqlite: { kind: "file", file: "/nowhere/at/all.db" },
};
const WRONG_KIND: PerDialect<TargetAddress> = { postgresql: NOWHERE.sqlite, sqlite: NOWHERE.postgresql };

describe.each(engineFixtures())("$label: a session", ({ engine, target, dialect }) => {
  test("runs statements, scripts and parameters, and ends", async () => {
    const database = await target();
    await database.exec("CREATE TABLE t (id integer PRIMARY KEY, name text)");
    const connection = await database.connect();
    const script = await connection.query("INSERT INTO t VALUES (1, 'a;b'); INSERT INTO t VALUES (2, 'c')");
    expect(script.rowCount).toBe(1);
    expect((await connection.query("UPDATE t SET name = 'x'")).rowCount).toBe(2);
    const { rows } = await connection.query("SELECT name FROM t ORDER BY id");
    expect(rows).toEqual([{ name: "x" }, { name: "x" }]);
    await connection.close();
    await connection.close();
    await expect(connection.query("SELECT 1")).rejects.toThrow();
  });

  test("keeps integers beyond 2^53 exact", async () => {
    const connection = await (await target()).connect();
    const { rows } = await connection.query("SELECT 9223372036854775807 AS big");
    expect(String(rows[0]?.big)).toBe("9223372036854775807");
  });

  test("says where nothing answers, and what to do, without the password", async () => {
    const attempt = engine.connect(NOWHERE[dialect], { applicationName: "sluice:test", connectTimeoutMs: 2_000 });
    const error = await attempt.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      code: "target-unreachable",
      message: expect.stringMatching(/127\.0\.0\.1:1|\/nowhere/),
    });
    expect(String(error)).not.toContain("very-secret");
    const wrong = engine.connect(WRONG_KIND[dialect], { applicationName: "sluice:test" });
    await expect(wrong).rejects.toMatchObject({ code: "target-unreachable" });
  });

  test("errors are classified and described without row contents", async () => {
    const database = await target();
    await database.exec("CREATE TABLE t (id integer PRIMARY KEY, n integer CHECK (n < 5))");
    const connection = await database.connect();
    const failure = (sql: string) =>
      connection.query(sql).then(
        () => null,
        (reason: unknown) => reason,
      );
    expect(engine.errors.classify(await failure("INSERT INTO t VALUES (1, 9)"))).toBe("poison");
    expect(engine.errors.classify(await failure("INSERT INTO t VALUES (1, 1), (1, 1)"))).toBe("poison");
    expect(engine.errors.classify(await failure("SELECT absent FROM t"))).toBe("schema-moved");
    expect(engine.errors.classify(await failure("SELECT 1 FROM absent"))).toBe("schema-moved");
    expect(engine.errors.classify(new Error("something unheard of"))).toBe("bug");
    const { code, message } = engine.errors.describe(await failure("INSERT INTO t VALUES (1, 9)"));
    expect(code).not.toBe("");
    expect(message).not.toContain("9");
  });
});
