import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "#scripts/stack/free-port.ts";
import { startPostgres } from "#scripts/stack/postgres-server.ts";
import { engineOf } from "#test/engine-fixtures.ts";

const engine = engineOf("postgresql");

test("the queries that take most time come from pg_stat_statements, with parameters left open", async () => {
  const dir = mkdtempSync(join(tmpdir(), "sluice-pg-"));
  chmodSync(dir, 0o755);
  const password = "temporary";
  const port = await freePort();
  const settings = { fsync: "off", shared_preload_libraries: "pg_stat_statements" };
  const options = {
    major: "18",
    dataDir: join(dir, "data"),
    logFile: join(dir, "log"),
    password,
    port,
    settings,
  } as const;
  const server = await startPostgres(options);
  onTestFinished(async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const address = {
    kind: "network",
    host: "127.0.0.1",
    port,
    user: "sluice",
    password,
    database: "postgres",
    tls: "disable",
  } as const;
  await using connection = await engine.connect(address, { applicationName: "test" });
  await connection.query(
    `CREATE SCHEMA stats; CREATE EXTENSION pg_stat_statements SCHEMA stats;
     CREATE TABLE city AS SELECT i AS id, 'x' AS name FROM generate_series(1, 5000) i; CREATE INDEX city_id ON city (id); ANALYZE`,
  );
  await connection.query("SELECT name FROM city WHERE id = 7");
  await connection.query("SELECT 'nothing of it'");
  const { queries, note } = await engine.shadow.frequent(connection, ["city"], 5);
  expect(note).toBeNull();
  expect(queries.map(({ sql }) => sql)).toEqual(["SELECT name FROM city WHERE id = $1"]);
  const plan = await engine.shadow.explain(connection, queries[0]?.sql ?? "");
  expect(plan).toMatchObject({ indexes: ["city_id"], sequentialScans: [] });
  expect(plan.cost).toBeGreaterThan(0);
});
