import { expect, onTestFinished, test } from "vitest";
import { DomainError } from "#core/domain/domain-error.ts";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { commitProxy } from "#test/faults/commit-proxy.ts";
import type { ShardClaim } from "../backfill-store.ts";
import { countDiffering, finishBackfill, plain, prepareBackfill } from "../conformance/run-backfill.ts";
import type { Connection } from "../connection.ts";
import type { NetworkAddress } from "../target-address.ts";

const engine = engineOf("postgresql");

async function connect(address: NetworkAddress): Promise<Connection> {
  const connection = await engine.connect(address, { applicationName: "sluice:test" });
  onTestFinished(() => connection.close());
  return connection;
}

const KEYS = {
  uuid: ["uuid", "md5(i::text)::uuid"],
  numeric: ["numeric", "i / 7.0"],
  "numeric with scale": ["numeric(12, 3)", "i * 1.5"],
  timestamptz: ["timestamptz", "timestamptz '2024-03-31 00:30:00.000001+01' + i * interval '1 hour 1 microsecond'"],
  date: ["date", "date '1999-12-31' + i"],
  bigint: ["bigint", "9007199254740993 + i"],
  "negative int": ["integer", "-i"],
  char: ["char(8)", "'k' || i"],
  bytea: ["bytea", "decode(lpad(to_hex(i), 8, '0'), 'hex')"],
  interval: ["interval", "i * interval '1 day 3 hours'"],
  inet: ["inet", "inet '10.0.0.0' + i"],
  boolean: ["boolean", "i % 2 = 0"],
} as const;

test.each(Object.entries(KEYS))(
  "a %s key is walked, each row once, and its share grows from 0 to 1",
  async (_name, [type, value]) => {
    const database = await targetDatabase("postgresql");
    await database.exec(`CREATE TABLE t (k ${type} PRIMARY KEY, n int NOT NULL DEFAULT 0)`);
    await database.exec(`INSERT INTO t (k) SELECT DISTINCT (${value}) FROM generate_series(1, 100) i`);
    await database.exec("ANALYZE t");
    const connection = await connect(database.address);
    const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "n + 1" } });
    const shares: number[] = [];
    await finishBackfill(engine, connection, scene, {
      limit: 9,
      async afterBatch() {
        const [shard] = await engine.backfill.checkpoints(connection, scene.spec.runId);
        if (shard) shares.push(await engine.backfill.fraction(connection, scene.spec, scene.layout, shard));
      },
    });
    expect(await database.exec("SELECT DISTINCT n FROM t")).toEqual([{ n: 1 }]);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
    expect(shares.at(-1)).toBe(1);
  },
);

test("a column called like the key's alias, a table called like its column, and an identity GENERATED ALWAYS do no harm", async () => {
  const database = await targetDatabase("postgresql");
  await database.exec('CREATE TABLE k0 (t int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, k0 int DEFAULT 0, "T" int)');
  await database.exec("INSERT INTO k0 (k0) SELECT 1 FROM generate_series(1, 1200)");
  const connection = await connect(database.address);
  const scene = await prepareBackfill(engine, connection, { table: { name: "k0" }, set: { T: "k0.k0 + k0.t" } });
  await finishBackfill(engine, connection, scene, { limit: 100 });
  expect(await database.exec('SELECT count(*)::int AS c FROM k0 WHERE "T" = t + 1')).toEqual([{ c: 1200 }]);
  expect(await countDiffering(engine, connection, scene)).toBe(0);
});

test("a partitioned table is filled through its parent, in any schema", async () => {
  const database = await targetDatabase("postgresql");
  await database.exec(`CREATE SCHEMA "S x"; CREATE TABLE "S x".p (id int, d int, n int DEFAULT 0, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);
    CREATE TABLE "S x".p1 PARTITION OF "S x".p FOR VALUES FROM (0) TO (5); CREATE TABLE "S x".p2 PARTITION OF "S x".p FOR VALUES FROM (5) TO (10);
    INSERT INTO "S x".p (id, d) SELECT i, i % 10 FROM generate_series(1, 300) i`);
  const connection = await connect(database.address);
  const table = { schema: "S x", name: "p" };
  const scene = await prepareBackfill(engine, connection, { table, set: { n: "n + 1" } });
  await finishBackfill(engine, connection, scene, { limit: 70 });
  expect(await database.exec('SELECT n, count(*)::int AS c FROM "S x".p GROUP BY n')).toEqual([{ n: 1, c: 300 }]);
  const tables = await engine.introspector.tables(connection);
  expect(tables.map((it) => [it.name, it.kind])).toEqual([["p", "partitioned table"]]);
});

test("rows born between the layout and the end of the first shard are covered by the tail", async () => {
  const database = await targetDatabase("postgresql");
  await database.exec(
    "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO t SELECT generate_series(1, 50)",
  );
  const connection = await connect(database.address);
  const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "n + 1" } });
  await database.exec("INSERT INTO t SELECT generate_series(51, 75)");
  await finishBackfill(engine, connection, scene, { limit: 20 });
  expect(await database.exec("SELECT n, count(*)::int AS c FROM t GROUP BY n")).toEqual([{ n: 1, c: 75 }]);
});

test.each([
  ["answer-lost", 20],
  ["never-sent", 10],
] as const)(
  "COMMIT with its fate unknown (%s): the next claim finds out, and every row is changed once",
  async (fate, isAt) => {
    const database = await targetDatabase("postgresql");
    await database.exec(
      "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO t SELECT generate_series(1, 60)",
    );
    const proxy = await commitProxy(database.address);
    const connection = await connect(proxy.address);
    const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "n + 1" } });
    const request = { runId: scene.spec.runId, shardNo: 0, floor: 0n, worker: "w" };
    const claim = await engine.backfill.claim(connection, request);
    if (!claim) throw new Error("nothing to claim");
    await engine.backfill.runBatch(connection, scene.spec, scene.layout, claim, plain(10));
    proxy.breakNextCommit(fate);
    const batch = engine.backfill.runBatch(connection, scene.spec, scene.layout, claim, plain(10));
    await expect(batch).rejects.toMatchObject({ code: "commit-unknown", retryable: true });

    const next = await connect(database.address);
    const found = await engine.backfill.claim(next, request);
    expect(found?.pos).toBe(`["${isAt}"]`);
    await finishBackfill(engine, next, scene, { limit: 10 });
    expect(await database.exec("SELECT DISTINCT n FROM t")).toEqual([{ n: 1 }]);
  },
);

test("functions that answer differently each time are refused by name; a pure one of that kind is not", async () => {
  const database = await targetDatabase("postgresql");
  await database.exec("CREATE TABLE t (id int PRIMARY KEY, at timestamptz, u uuid, name text); CREATE SEQUENCE s");
  await database.exec("CREATE FUNCTION mine(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN $1; END $$");
  const connection = await connect(database.address);
  const lay = (set: Record<string, string>) => prepareBackfill(engine, connection, { table: { name: "t" }, set });
  for (const [column, expression, name] of [
    ["at", "now()", "now"],
    ["at", "CURRENT_TIMESTAMP", "current_timestamp"],
    ["at", "clock_timestamp()", "clock_timestamp"],
    ["u", "gen_random_uuid()", "gen_random_uuid"],
    ["name", "nextval('s')::text", "nextval"],
    ["name", "upper(mine(name))", "mine"],
  ] as const) {
    await expect(lay({ [column]: expression })).rejects.toMatchObject({
      code: "invalid-plan",
      message: expect.stringContaining(name),
    });
  }
  await expect(lay({ name: "42" })).resolves.toBeDefined();
  await expect(lay({ at: "name" })).rejects.toMatchObject({
    code: "invalid-plan",
    message: expect.stringContaining("timestamp"),
  });
  await database.exec("ALTER FUNCTION mine IMMUTABLE");
  await expect(lay({ name: "mine(name)" })).resolves.toBeDefined();
});

test("values that are equal but read differently are rewritten, and types without equality work", async () => {
  const database = await targetDatabase("postgresql");
  await database.exec("CREATE TABLE t (id int PRIMARY KEY, n numeric, j json, p point)");
  await database.exec(`INSERT INTO t VALUES (1, 1.0, '{"a":1}', '(1,2)'), (2, 1.00, '{}', '(0,0)')`);
  const connection = await connect(database.address);
  const set = { n: "1.00", j: "'{}'::json", p: "point(0, 0)" };
  const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set });
  const batches = await finishBackfill(engine, connection, scene, { limit: 10 });
  expect(batches[0]).toMatchObject({ scanned: 2, changed: 1 });
  expect(await countDiffering(engine, connection, scene)).toBe(0);
});

test("a value too long for its column fails, it is not cut", async () => {
  const database = await targetDatabase("postgresql");
  await database.exec(
    "CREATE TABLE t (id int PRIMARY KEY, long text, short varchar(3)); INSERT INTO t VALUES (1, 'abcdef')",
  );
  const connection = await connect(database.address);
  const scene = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { short: "long" } });
  const failure = finishBackfill(engine, connection, scene, { limit: 10 });
  await expect(failure).rejects.toMatchObject({ code: "22001" });
});

test("workers that take each other's shard away at random change every row exactly once", async () => {
  const database = await targetDatabase("postgresql");
  await database.exec(
    "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO t SELECT generate_series(1, 2000)",
  );
  const scene = await prepareBackfill(engine, await connect(database.address), {
    table: { name: "t" },
    set: { n: "n + 1" },
  });
  let fencedOff = 0;
  const batch = async (connection: Connection, claim: ShardClaim) => {
    const run = engine.backfill.runBatch(connection, scene.spec, scene.layout, claim, plain(37));
    const error = await run.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error === null) return true;
    const isFenced = error instanceof DomainError && error.code === "fenced";
    if (!isFenced) expect(engine.errors.classify(error)).toBe("lock-wait");
    fencedOff += 1;
    return false;
  };
  const work = async (worker: string) => {
    const connection = await connect(database.address);
    for (let shardNo = 0; shardNo < 2; ) {
      const claim = await engine.backfill.claim(connection, { runId: scene.spec.runId, shardNo, floor: 0n, worker });
      if (!claim) shardNo += 1;
      for (let left = 5; claim && left > 0; ) left = (await batch(connection, claim)) ? left - 1 : 0;
    }
  };
  await Promise.all(["a", "b", "c", "d"].map(work));
  expect(await database.exec("SELECT n, count(*)::int AS c FROM t GROUP BY n")).toEqual([{ n: 1, c: 2000 }]);
  const [first] = await engine.backfill.checkpoints(await connect(database.address), scene.spec.runId);
  expect(first).toMatchObject({ rowsChanged: 2000, rowsScanned: 2000, state: "done" });
  expect(fencedOff).toBeGreaterThan(0);
});

test("a table never analyzed is counted, so that its rows are no guess", async () => {
  const database = await targetDatabase("postgresql");
  await database.exec("CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t SELECT generate_series(1, 5000)");
  const connection = await connect(database.address);
  const { layout } = await prepareBackfill(engine, connection, { table: { name: "t" }, set: { n: "1" } });
  expect(layout.rowEstimate).toBe(5000);
});

test("rows that row security hides are not silently left out", async () => {
  const database = await targetDatabase("postgresql");
  const user = `hidden_${database.address.database}`;
  await database.exec(`CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0), (2, 0);
    ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY first ON t USING (id = 1);
    CREATE ROLE ${user} LOGIN PASSWORD 'p'; GRANT ALL ON t TO ${user}`);
  onTestFinished(async () => void (await database.exec(`DROP OWNED BY ${user} CASCADE; DROP ROLE ${user}`)));
  const connection = await connect({ ...database.address, user, password: "p" });
  const spec = {
    runId: "00000000-0000-4000-8000-000000000001",
    databaseId: "00000000-0000-4000-8000-000000000002",
    serverId: "",
    table: { name: "t" },
    set: { n: "1" },
    where: null,
  };
  await expect(engine.backfill.layout(connection, spec, { shards: 1 })).rejects.toMatchObject({
    code: "invalid-plan",
    message: expect.stringContaining("Row security"),
  });
});
