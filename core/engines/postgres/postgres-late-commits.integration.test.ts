import { describe, expect, onTestFinished, test } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { postgresVersions } from "#test/servers.ts";
import type { Connection } from "../connection.ts";
import type { OpenTransaction } from "../late-commits.ts";
import type { NetworkAddress } from "../target-address.ts";

const engine = engineOf("postgresql");

async function connect(address: NetworkAddress): Promise<Connection> {
  const connection = await engine.connect(address, { applicationName: "sluice:test" });
  onTestFinished(() => connection.close());
  return connection;
}

describe.each(postgresVersions())("postgresql %s: transactions from before the mark", (version) => {
  test("a prepared one is told by its name", async () => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec("CREATE TABLE t (id int PRIMARY KEY)");
    const connection = await connect(database.address);
    const writer = await connect(database.address);
    await writer.query("BEGIN");
    await writer.query("INSERT INTO t VALUES (1)");
    await writer.query("PREPARE TRANSACTION 'sluice late'");
    const mark = await engine.lateCommits.mark(connection);
    expect(await engine.lateCommits.older(connection, mark)).toMatchObject([
      { backend: "sluice late", state: "prepared", database: database.address.database },
    ]);
    await writer.query("COMMIT PREPARED 'sluice late'");
    expect(await engine.lateCommits.older(connection, mark)).toEqual([]);
  });

  test("one of another database is not waited for: it cannot write here", async () => {
    const database = await targetDatabase("postgresql", { version });
    const elsewhere = await targetDatabase("postgresql", { version });
    await elsewhere.exec("CREATE TABLE t (id int PRIMARY KEY)");
    const writer = await connect(elsewhere.address);
    await writer.query("BEGIN");
    await writer.query("INSERT INTO t VALUES (1)");
    const connection = await connect(database.address);
    const mark = await engine.lateCommits.mark(connection);
    expect(await engine.lateCommits.older(connection, mark)).toEqual([]);
    await writer.query("ROLLBACK");
  });

  test("those of other databases that end while it looks are not taken for some of here", async () => {
    const database = await targetDatabase("postgresql", { version });
    const elsewhere = await targetDatabase("postgresql", { version });
    await elsewhere.exec("CREATE TABLE t (id int)");
    const connection = await connect(database.address);
    let isOver = false;
    const writes = async (writer: Connection) => {
      while (!isOver) await writer.query("INSERT INTO t VALUES (1)");
    };
    const writers = await Promise.all(Array.from({ length: 4 }, () => connect(elsewhere.address)));
    const writing = writers.map(writes);
    const told: OpenTransaction[] = [];
    // Everything is older than this mark, so that each look meets some.
    for (let look = 0; look < 500; look++)
      told.push(...(await engine.lateCommits.older(connection, String(2n ** 62n))));
    isOver = true;
    await Promise.all(writing);
    expect(told).toEqual([]);
  });

  test("a user who may not see the sessions of others is told of them all the same", async () => {
    const database = await targetDatabase("postgresql", { version });
    const role = `plain_${database.address.database}`;
    await database.exec(`CREATE TABLE t (id int PRIMARY KEY); CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
    onTestFinished(async () => void (await database.exec(`DROP ROLE ${role}`)));
    const writer = await connect(database.address);
    await writer.query("BEGIN");
    await writer.query("INSERT INTO t VALUES (1)");
    const plain = await connect({ ...database.address, user: role, password: "secret" });
    const mark = await engine.lateCommits.mark(plain);
    const told = await engine.lateCommits.older(plain, mark);
    expect(told).toMatchObject([{ backend: writer.backend, user: database.address.user, application: "sluice:test" }]);
    await writer.query("COMMIT");
    expect(await engine.lateCommits.older(plain, mark)).toEqual([]);
    await plain.close();
  });
});
