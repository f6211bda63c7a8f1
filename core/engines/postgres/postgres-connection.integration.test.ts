import { expect, onTestFinished, test, vi } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import type { ConnectOptions } from "../connection.ts";
import type { NetworkAddress } from "../target-address.ts";

const engine = engineOf("postgresql");
/** What comes at all comes within this time, on a busy machine too. */
const COMES = { timeout: 30_000 };

async function connect(address: NetworkAddress, options: Partial<ConnectOptions> = {}) {
  const connection = await engine.connect(address, { applicationName: "sluice:test", ...options });
  onTestFinished(() => connection.close());
  return connection;
}

const failure = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => null,
    (reason: unknown) => reason,
  );

test("a refused login, a missing database and a TLS mode that the server lacks are told apart, without the password", async () => {
  const { address } = await targetDatabase("postgresql");
  const options = { applicationName: "sluice:test" };
  const login = await failure(engine.connect({ ...address, password: "not-the-secret" }, options));
  expect(login).toMatchObject({
    code: "target-rights",
    message: expect.stringContaining(`${address.host}:${address.port}`),
  });
  const database = await failure(engine.connect({ ...address, database: "nope" }, options));
  expect(database).toMatchObject({ code: "target-rights", message: expect.stringContaining("nope") });
  const tls = await failure(engine.connect({ ...address, tls: "require" }, options));
  expect(tls).toMatchObject({ code: "target-unreachable", message: expect.stringContaining("SSL") });
  for (const error of [login, database, tls]) {
    expect(String(error)).not.toContain(address.password);
    expect(String(error)).not.toContain("not-the-secret");
  }
  const preferred = await connect({ ...address, tls: "prefer" });
  expect((await preferred.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});

test("the session is pinned, and named within 63 bytes", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  await exec(
    `ALTER DATABASE ${address.database} SET TimeZone = 'Asia/Tokyo'; ALTER DATABASE ${address.database} SET DateStyle = 'German'`,
  );
  const connection = await connect(address, {
    applicationName: `sluice:ü:${"x".repeat(80)}`,
    statementTimeoutMs: 1_234,
  });
  const { rows } = await connection.query(
    "SELECT timestamptz '2024-01-02 03:04:05.678901+00' AS at, current_setting('statement_timeout') AS timeout, current_setting('application_name') AS name, pg_backend_pid()::text AS pid",
  );
  expect(rows).toEqual([
    {
      at: "2024-01-02 03:04:05.678901+00",
      timeout: "1234ms",
      name: `sluice:?:${"x".repeat(54)}`,
      pid: connection.backend,
    },
  ]);
});

test("a cancelled statement ends as cancelled by us, a timed out one as too slow; the session goes on", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  const connection = await connect(address);
  const sleeping = failure(connection.query("SELECT pg_sleep(120)"));
  await vi.waitFor(async () => {
    expect(
      await exec("SELECT 1 FROM pg_stat_activity WHERE pid = $1::int AND wait_event = 'PgSleep'", [connection.backend]),
    ).toHaveLength(1);
  }, COMES);
  await connection.cancel();
  expect(engine.errors.classify(await sleeping)).toBe("cancelled");
  // The end of the transaction takes the timeout back: what follows may take its time.
  await connection.query("BEGIN; SET LOCAL statement_timeout = 50");
  expect(engine.errors.classify(await failure(connection.query("SELECT pg_sleep(60)")))).toBe("too-slow");
  await connection.query("ROLLBACK");
  await connection.cancel();
  expect((await connection.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});

test("a session ended while idle does not end the process: its next statement fails as a lost connection", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  const connection = await connect(address);
  await exec("SELECT pg_terminate_backend($1::int, 5000)", [connection.backend]);
  expect(engine.errors.classify(await failure(connection.query("SELECT 1")))).toBe("connection");
  expect(engine.errors.classify(await failure(connection.query("SELECT 1")))).toBe("connection");
  await connection.close();
});

test("rights that are missing are named with the GRANT that gives them, and the GRANT does", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  const user = `narrow_${address.database}`;
  await exec(
    `CREATE ROLE ${user} LOGIN PASSWORD 'p'; CREATE ROLE ${user}_owner; CREATE TABLE t (id int); ALTER TABLE t OWNER TO ${user}_owner`,
  );
  await exec("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  onTestFinished(
    async () => void (await exec(`DROP OWNED BY ${user}, ${user}_owner CASCADE; DROP ROLE ${user}, ${user}_owner`)),
  );
  const narrow = await connect({ ...address, user, password: "p" });
  const probe = await engine.introspector.probe(narrow);
  expect(probe.rights).toEqual({ createTables: false, createTriggers: false, sluiceSchema: false });
  expect(probe.missing.map((it) => [it.grant, it.required])).toEqual([
    [`GRANT CREATE ON DATABASE "${address.database}" TO "${user}"`, true],
    [`GRANT CREATE, USAGE ON SCHEMA "public" TO "${user}"`, true],
    [`GRANT "${user}_owner" TO "${user}"`, true],
    [`GRANT pg_monitor TO "${user}"`, false],
  ]);
  expect((await engine.introspector.activity(narrow)).gaps).toHaveLength(1);
  for (const { grant } of probe.missing) await exec(grant);
  const after = await engine.introspector.probe(narrow);
  expect(after.missing).toEqual([]);
  expect(after.rights).toEqual({ createTables: true, createTriggers: true, sluiceSchema: true });
  await engine.ddl.prepareTarget(narrow);
  const ledger = { runId: "00000000-0000-4000-8000-000000000001", stepId: "expand.1", direction: "do" as const };
  const step = { ledger, statements: ["ALTER TABLE t ADD COLUMN n int"], lockTimeoutMs: 200 };
  expect(await engine.ddl.runShort(narrow, step)).toBe("done");
});

test("activity shows who waits for whom, without row contents", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  await exec("CREATE TABLE t (id int, secret text); INSERT INTO t VALUES (1, 'x')");
  const [holder, waiter, monitor] = [await connect(address), await connect(address), await connect(address)];
  await holder.query("BEGIN");
  await holder.query("UPDATE t SET secret = 'top''secret' WHERE id = 1");
  const waiting = failure(waiter.query("UPDATE t SET secret = E'also\\'secret' -- and a comment\n WHERE id = 1"));
  const isWaiting = async () => expect((await engine.introspector.activity(monitor)).lockWaits).toHaveLength(1);
  await vi.waitFor(isWaiting, COMES);
  const { lockWaits } = await engine.introspector.activity(monitor);
  expect(lockWaits[0]).toMatchObject({
    backend: waiter.backend,
    blockedBy: [holder.backend],
    query: "UPDATE t SET secret = ? WHERE id = ?",
  });
  const holders = await engine.introspector.holders(monitor, [{ name: "t" }]);
  expect(holders.map((it) => it.backend).toSorted()).toEqual([holder.backend, waiter.backend].toSorted());
  await holder.query("ROLLBACK");
  await waiting;
});
