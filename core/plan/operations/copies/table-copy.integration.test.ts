import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { addExclusionCase } from "#test/operations/cases/add-exclusion.ts";
import { partitionHashCase, partitionListCase, partitionRangeCase } from "#test/operations/cases/partition-table.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectCase } from "#test/operations/expect-case.ts";
import { runSteps } from "#test/operations/run-steps.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const LONG = { timeout: 180_000 };
const cases = [addExclusionCase, partitionHashCase, partitionListCase, partitionRangeCase];

test.each(
  fixtures.flatMap((fixture) =>
    cases
      .filter(({ versions }) => versions?.some((it) => fixture.label.endsWith(it)) ?? true)
      .map((given) => ({ label: fixture.label, name: given.name, fixture, given })),
  ),
)("$label: $name is reached wholly, or taken back wholly", LONG, async ({ fixture, given }) => {
  await expectCase(fixture, given);
});

const EVENTS = `CREATE TABLE event (id int NOT NULL, kind text NOT NULL, n int, PRIMARY KEY (id, kind));
  INSERT INTO event SELECT g, 'a', g FROM generate_series(1, 20) g`;
const byList = {
  "partition-table": {
    table: "event",
    by: "list" as const,
    column: "kind",
    partitions: [{ name: "event_a", values: "IN ('a')" }],
    soak: "1s",
  },
};

test.each(fixtures)(
  "$label: every write is on both sides, before the swap and in the soak: keys that change, NULLs, deletes, TRUNCATE",
  LONG,
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(EVENTS);
    const connection = await target.connect();
    const { document } = await expandOn(fixture.engine, connection, [byList]);
    const run = await runSteps(document, connection);
    const at = (title: RegExp) => run.steps.findIndex((it) => title.test(it.title)) + 1;
    const homes = () =>
      target.exec(
        "SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relname = 'event' AND c.relkind IN ('r', 'p') ORDER BY c.oid",
      );
    const expectEqual = async () => {
      const [one, other] = await homes();
      const rows = async (name: unknown) => await target.exec(`SELECT id, kind, n FROM ${String(name)} ORDER BY 1, 2`);
      expect(await rows(one?.name)).toEqual(await rows(other?.name));
    };
    const write = async () => {
      await target.exec("INSERT INTO event VALUES (101, 'b', 1), (102, 'a', NULL)");
      await target.exec("UPDATE event SET n = NULL WHERE id = 101");
      await target.exec("UPDATE event SET kind = 'a', id = 103 WHERE id = 101");
      await target.exec(
        "INSERT INTO event VALUES (102, 'a', 7) ON CONFLICT (id, kind) DO UPDATE SET n = excluded.n + 1",
      );
      await target.exec("DELETE FROM event WHERE id = 102");
      await target.exec("BEGIN; SET LOCAL session_replication_role = replica; UPDATE event SET n = n + 1; COMMIT");
    };
    await run.forward(at(/^Carry every write/));
    await write();
    await run.forward(at(/^Copy the rows/));
    await expectEqual();
    await run.forward(at(/^Swap/));
    await target.exec("DELETE FROM event WHERE id > 100");
    await write();
    await expectEqual();
    await target.exec("TRUNCATE event; INSERT INTO event VALUES (1, 'z', 1)");
    await expectEqual();
    await run.back();
    expect(await target.exec("SELECT * FROM event")).toEqual([{ id: 1, kind: "z", n: 1 }]);
  },
);

test.each(fixtures)(
  "$label: rows that refer to each other come and go in one statement, and keys of an extension's type are found",
  LONG,
  async (fixture) => {
    const target = await fixture.target();
    await target.exec(`CREATE SCHEMA ext; CREATE EXTENSION ltree SCHEMA ext;
      CREATE TABLE node (path ext.ltree PRIMARY KEY, up ext.ltree CONSTRAINT node_up REFERENCES node (path), span int4range);
      INSERT INTO node SELECT ('a' || g)::ext.ltree FROM generate_series(1, 9) g`);
    const connection = await target.connect();
    const add = { table: "node", name: "apart", exclude: "USING gist (span WITH &&)", soak: "1s" };
    const { document } = await expandOn(fixture.engine, connection, [{ "add-exclusion": add }]);
    const run = await runSteps(document, connection);
    await target.exec("SET search_path = public, ext");
    const write = async () => {
      await target.exec("INSERT INTO node (path, up) VALUES ('x.child', 'x'), ('x', NULL)");
      await target.exec("UPDATE node SET span = '[1,2)' WHERE path = 'x.child'");
      await target.exec("DELETE FROM node WHERE path IN ('x', 'x.child')");
    };
    const after = (title: RegExp) => run.forward(run.steps.findIndex((it) => title.test(it.title)) + 1);
    for (const title of [/^Carry every write/, /^Copy the rows/, /^Swap/, /^Gather statistics of node/]) {
      await after(title);
      await write();
    }
    await run.forward();
    expect(await target.exec("SELECT count(*)::int AS n FROM node")).toEqual([{ n: 9 }]);
    await expect(target.exec("INSERT INTO node VALUES ('y', NULL, '[1,5)'), ('z', NULL, '[2,3)')")).rejects.toThrow(
      /apart/,
    );
  },
);

test.each([
  [
    "a key that others refer to",
    "CREATE TABLE other (id int, kind text, FOREIGN KEY (id, kind) REFERENCES event (id, kind)); CREATE UNIQUE INDEX event_n ON event (n)",
    /event_n of event is unique without kind/,
  ],
  ["a materialized view over it", "CREATE MATERIALIZED VIEW m AS SELECT n FROM event", /materialized view m/],
  ["a partition's name is taken", "CREATE TABLE event_a (id int)", /There is a table event_a already/],
  [
    "a column that may be NULL",
    "ALTER TABLE event DROP CONSTRAINT event_pkey; ALTER TABLE event ALTER kind DROP NOT NULL",
    /may be NULL/,
  ],
] as const)("refused with the reason: %s", async (_, ddl, reason) => {
  const [fixture] = fixtures;
  if (!fixture) throw new Error("No PostgreSQL");
  const target = await fixture.target();
  await target.exec(`${EVENTS}; ${ddl}`);
  const connection = await target.connect();
  await expect(expandOn(fixture.engine, connection, [byList])).rejects.toThrow(reason);
});
