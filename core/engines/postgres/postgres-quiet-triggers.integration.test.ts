import { expect, onTestFinished, test } from "vitest";
import { uniqueName } from "#test/databases.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { finishBackfill, plain, prepareBackfill } from "../conformance/run-backfill.ts";
import type { Connection } from "../connection.ts";
import type { NetworkAddress } from "../target-address.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const GRANTABLE_SINCE = 150_000;

const SCHEMA = `CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1);
  CREATE TABLE audit (what text, id int);
  CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0, c int, parent int REFERENCES parent, slot int UNIQUE DEFERRABLE, m int, twice int GENERATED ALWAYS AS (m * 2) STORED UNIQUE DEFERRABLE, updated_at timestamptz NOT NULL DEFAULT '2020-01-01');
  INSERT INTO t (id, parent, slot) SELECT i, 1, i FROM generate_series(1, 30) i;
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.updated_at := clock_timestamp(); RETURN NEW; END';
  CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO audit VALUES (TG_NAME, NEW.id); RETURN NULL; END';
  CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
  CREATE TRIGGER noted AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note();
  CREATE TRIGGER always AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE t ENABLE ALWAYS TRIGGER always;
  CREATE TRIGGER replica AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE t ENABLE REPLICA TRIGGER replica;`;
const TOUCHED = "SELECT count(*)::int AS c FROM t WHERE updated_at <> '2020-01-01'";
const NOTED = "SELECT what, count(*)::int AS c FROM audit GROUP BY what ORDER BY what";
const quiet = (set: Readonly<Record<string, string>>) => ({ table: { name: "t" }, set, quiet: true });

type Exec = (sql: string) => Promise<unknown>;

/** A login that owns the table, and is no superuser. */
async function owner(exec: Exec): Promise<{ readonly user: string; readonly password: string }> {
  const user = uniqueName("quiet");
  await exec(`CREATE ROLE ${user} LOGIN PASSWORD 'quiet'; ALTER TABLE t OWNER TO ${user}; GRANT ALL ON audit TO ${user};
    GRANT ALL ON SCHEMA public TO ${user}; DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO ${user}', current_database()); END $$`);
  onTestFinished(async () => {
    await exec(`DROP OWNED BY ${user} CASCADE; DROP ROLE ${user}`);
  });
  return { user, password: "quiet" };
}

test.each(fixtures)("$label: only triggers that always fire see a quiet batch, and its undo", async (fixture) => {
  const { engine } = fixture;
  const database = await fixture.target();
  await database.exec(SCHEMA);
  const connection = await database.connect();
  const part = { ...quiet({ n: "n + 1" }), keepOldValues: true };
  const { spec, layout } = await prepareBackfill(engine, connection, part);
  await finishBackfill(engine, connection, { spec, layout }, { limit: 7 });
  expect(await database.exec("SELECT sum(n)::int AS n FROM t")).toEqual([{ n: 30 }]);
  expect(await database.exec(TOUCHED)).toEqual([{ c: 0 }]);
  expect(await database.exec(NOTED)).toEqual([
    { what: "always", c: 30 },
    { what: "replica", c: 30 },
  ]);
  await engine.backfill.restore(connection, spec, layout, 100);
  expect(await database.exec("SELECT sum(n)::int AS n FROM t")).toEqual([{ n: 0 }]);
  expect(await database.exec(TOUCHED)).toEqual([{ c: 0 }]);
  // The session is as it was: the next write is seen by all that see writes.
  await connection.query("UPDATE t SET n = n WHERE id = 1");
  expect(await database.exec(TOUCHED)).toEqual([{ c: 1 }]);
});

test.each(fixtures)(
  "$label: without being asked to be quiet, a backfill fires the triggers as any UPDATE does",
  async (fixture) => {
    const database = await fixture.target();
    await database.exec(SCHEMA);
    const connection = await database.connect();
    const scene = await prepareBackfill(fixture.engine, connection, { table: { name: "t" }, set: { n: "n + 1" } });
    await finishBackfill(fixture.engine, connection, scene, { limit: 100 });
    expect(await database.exec(TOUCHED)).toEqual([{ c: 30 }]);
    expect(await database.exec(NOTED)).toEqual([
      { what: "always", c: 30 },
      { what: "noted", c: 30 },
    ]);
  },
);

test.each(fixtures)(
  "$label: a column that a foreign key or a deferred key checks is not filled quietly",
  async (fixture) => {
    const { engine } = fixture;
    const database = await fixture.target();
    await database.exec(SCHEMA);
    const connection = await database.connect();
    await expect(prepareBackfill(engine, connection, quiet({ parent: "7" }))).rejects.toMatchObject({
      code: "invalid-plan",
      message: expect.stringMatching(/t_parent_fkey checks parent by triggers.*No row was changed/),
    });
    await expect(prepareBackfill(engine, connection, quiet({ slot: "1" }))).rejects.toMatchObject({
      message: expect.stringMatching(/t_slot_key checks slot by triggers/),
    });
    await expect(prepareBackfill(engine, connection, quiet({ m: "1" }))).rejects.toMatchObject({
      message: expect.stringMatching(/t_twice_key checks twice by triggers/),
    });
  },
);

test.each(fixtures)("$label: a dry run is as quiet as the batches are", async (fixture) => {
  const { engine } = fixture;
  const database = await fixture.target();
  await database.exec(`${SCHEMA}; CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''seen''; END';
    CREATE TRIGGER failing BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION fails()`);
  const connection = await database.connect();
  const run = (isQuiet: boolean) =>
    engine.dryRun.run(
      connection,
      {
        runId: "",
        databaseId: "",
        serverId: "",
        table: { name: "t" },
        set: { n: "n + 1" },
        where: null,
        quiet: isQuiet,
      },
      { ranges: 1, rows: 10, added: {} },
    );
  expect((await run(true)).ranges).toMatchObject([{ changed: 10 }]);
  expect((await run(false)).warnings.join()).toContain("raised an exception");
});

test.each(fixtures)(
  "$label: without the right it is refused before the first row, and lost in the middle it stops the batches",
  async (fixture) => {
    const { engine, target } = fixture;
    const database = await target();
    await database.exec(SCHEMA);
    const login = await owner(database.exec);
    const connection: Connection = await engine.connect(
      { ...(database.address as NetworkAddress), ...login },
      { applicationName: "sluice:test" },
    );
    onTestFinished(() => connection.close());
    const refused = expect.stringMatching(
      new RegExp(`${login.user} may not set session_replication_role\\. No row was changed\\..*triggers: fire`),
    );
    await expect(prepareBackfill(engine, connection, quiet({ n: "n + 1" }))).rejects.toMatchObject({
      code: "invalid-plan",
      message: refused,
    });
    const { versionNumber } = await engine.introspector.probe(connection);
    if (versionNumber < GRANTABLE_SINCE) return;

    await database.exec(`GRANT SET ON PARAMETER session_replication_role TO ${login.user}`);
    const { spec, layout } = await prepareBackfill(engine, connection, quiet({ n: "n + 1" }));
    const claim = await engine.backfill.claim(connection, { runId: spec.runId, shardNo: 0, floor: 0n, worker: "test" });
    if (!claim) throw new Error("nobody else claims it");
    expect(await engine.backfill.runBatch(connection, spec, layout, claim, plain(10))).toMatchObject({ changed: 10 });
    await database.exec(`REVOKE SET ON PARAMETER session_replication_role FROM ${login.user}`);
    const batch = engine.backfill.runBatch(connection, spec, layout, claim, plain(10));
    const error: unknown = await batch.catch((it: unknown) => it);
    expect([engine.errors.classify(error), engine.errors.describe(error).message]).toEqual([
      "rights",
      'permission denied to set parameter "session_replication_role"',
    ]);
    expect(await database.exec("SELECT sum(n)::int AS n FROM t")).toEqual([{ n: 10 }]);
    expect(await database.exec(TOUCHED)).toEqual([{ c: 0 }]);
  },
);
