import { randomUUID } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { postgresVersions } from "#test/servers.ts";
import type { BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import type { NetworkAddress } from "../target-address.ts";

const engine = engineOf("postgresql");
const REQUEST = { ranges: 3, rows: 300, added: { b: "bigint" } };

async function connect(address: NetworkAddress): Promise<Connection> {
  const connection = await engine.connect(address, { applicationName: "sluice:test" });
  onTestFinished(() => connection.close());
  return connection;
}

const spec = (part: Partial<BackfillSpec> = {}): BackfillSpec => ({
  runId: randomUUID(),
  databaseId: randomUUID(),
  serverId: "",
  table: { name: "t" },
  set: { b: "a * 2" },
  where: null,
  ...part,
});

describe.each(postgresVersions())("postgresql %s: a dry run", (version) => {
  const filled = async (columns: string) => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec(`CREATE TABLE t (id int PRIMARY KEY, a int${columns});
      INSERT INTO t (id, a) SELECT i, i FROM generate_series(1, 30000) i; ANALYZE t`);
    return { database, connection: await connect(database.address) };
  };

  test("passes over a range whose rows others hold, and says so", async () => {
    const { database, connection } = await filled(", b bigint");
    const holder = await connect(database.address);
    await holder.query("BEGIN");
    await holder.query("UPDATE t SET a = a WHERE id = 1");
    const result = await engine.dryRun.run(connection, spec(), REQUEST);
    await holder.query("ROLLBACK");
    expect(result.ranges.map((it) => it.changed)).toEqual([0, 300, 300]);
    expect(result.warnings.join(" ")).toMatch(/rows are locked by others/);
    expect(await database.exec("SELECT count(b)::int AS c FROM t")).toEqual([{ c: 0 }]);
  });

  test("on a copy waits for no writer and is waited for by none", async () => {
    const { database, connection } = await filled("");
    await database.exec("CREATE INDEX ON t (a)");
    const holder = await connect(database.address);
    await holder.query("BEGIN");
    await holder.query("UPDATE t SET a = a WHERE id <= 400");
    const result = await engine.dryRun.run(connection, spec(), REQUEST);
    await holder.query("ROLLBACK");
    expect(result).toMatchObject({ where: "on a copy", locks: ["RowExclusiveLock"] });
    expect(result.ranges.map((it) => it.changed)).toEqual([300, 300, 300]);
    expect(result.plan.join("\n")).toMatch(/End of a batch:[\s\S]*t_pkey[\s\S]*on the copy:/);
    expect(await database.exec("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'sluice%'")).toEqual([]);
  });

  test("takes index entries into account where an update needs new ones", async () => {
    const { database, connection } = await filled(", b bigint");
    await database.exec("ALTER TABLE t SET (fillfactor = 40)");
    await database.exec("VACUUM FULL ANALYZE t");
    const hot = await engine.dryRun.run(connection, spec(), REQUEST);
    await database.exec("CREATE INDEX ON t (b)");
    const cold = await engine.dryRun.run(connection, spec(), REQUEST);
    expect(cold.diskBytes ?? 0).toBeGreaterThan((hot.diskBytes ?? 0) + 100_000);
    expect(cold.walBytesPerRow ?? 0).toBeGreaterThan(hot.walBytesPerRow ?? Number.POSITIVE_INFINITY);
  });

  test("tells what its figures leave out: triggers that a copy has not, old values that are kept", async () => {
    const { database, connection } = await filled("");
    await database.exec(`CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
      CREATE TRIGGER note_it AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note()`);
    const result = await engine.dryRun.run(connection, spec({ keepOldValues: true }), REQUEST);
    expect(result.warnings.join(" ")).toMatch(/note_it/);
    expect(result.warnings.join(" ")).toMatch(/Old values are kept/);
  });

  test("samples a partitioned table, with the locks on its partitions", async () => {
    const database = await targetDatabase("postgresql", { version });
    await database.exec(`CREATE TABLE t (id int PRIMARY KEY, a int, b bigint) PARTITION BY RANGE (id);
      CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10000); CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10000) TO (99999);
      INSERT INTO t (id, a) SELECT i, i FROM generate_series(1, 30000) i; ANALYZE t`);
    const connection = await connect(database.address);
    const result = await engine.dryRun.run(connection, spec(), REQUEST);
    expect(result.ranges.map((it) => it.changed)).toEqual([300, 300, 300]);
    expect(result.locks).toEqual(["RowExclusiveLock"]);
    expect(result.diskBytes).toBeGreaterThan(500_000);
  });

  test("refuses an expression that the server refuses, before the column is there as well", async () => {
    const { connection } = await filled("");
    await expect(engine.dryRun.run(connection, spec({ set: { b: "absent + 1" } }), REQUEST)).rejects.toMatchObject({
      code: "invalid-plan",
      message: expect.stringContaining("absent"),
    });
    const broken = { ...REQUEST, added: { b: "no_such_type" } };
    await expect(engine.dryRun.run(connection, spec(), broken)).rejects.toMatchObject({ code: "invalid-plan" });
  });
});
