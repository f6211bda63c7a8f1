import { expect, test } from "vitest";
import { RUNNERS } from "#core/lint/runners.ts";
import { targetDatabase } from "#test/databases.ts";
import { connectLiveDatabase } from "./live-database.ts";

test("a SQLite file is opened for reading only, and its version is that of the library", async () => {
  const { address, exec } = await targetDatabase("sqlite");
  await exec("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)");
  await using live = await connectLiveDatabase(`sqlite:${address.file}`);
  const { model } = await live.readSchema();
  expect([...model.tables.values()].map(({ name, bornHere }) => [name.name, bornHere])).toEqual([["note", false]]);
  expect(live.version).toBeGreaterThanOrEqual(3.5);
  await expect(live.connection.query("DROP TABLE note")).rejects.toThrow();
});

test("a PostgreSQL session writes nothing, and a ledger that is not there is none", async () => {
  const { address, exec } = await targetDatabase("postgresql", { version: "15" });
  await exec(`
    CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, success boolean NOT NULL);
    INSERT INTO _sqlx_migrations VALUES (20240101000000, true), (20240102000000, false)`);
  const { user, password, host, port, database } = address;
  const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}?sslmode=disable`;
  await using live = await connectLiveDatabase(url);
  expect(live.version).toBe(15);
  await expect(live.readLedger(RUNNERS.sqlx)).resolves.toEqual({ versions: ["20240101000000"], holds: "each" });
  await expect(live.readLedger(RUNNERS.dbmate)).resolves.toBeNull();
  await expect(live.readLedger(RUNNERS.plain)).resolves.toBeNull();
  await expect(live.connection.query("CREATE TABLE x (id int)")).rejects.toThrow("read-only");
  const { target } = await live.readSchema();
  expect(target).toMatchObject({ replicas: 0, minorVersion: expect.any(Number) });
});
