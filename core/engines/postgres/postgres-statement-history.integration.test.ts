import { expect, onTestFinished, test } from "vitest";
import { countingTarget } from "#test/counting-target.ts";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";

const engine = engineOf("postgresql");
type Address = Parameters<typeof engine.connect>[0];

const LAT = { key: "geo.place.lat", table: { schema: "geo", name: "place" }, column: "lat" };
const SCHEMA = `CREATE SCHEMA geo;
  CREATE TABLE geo.place (id int, lat text, name text) PARTITION BY RANGE (id);
  CREATE TABLE geo.place_1 PARTITION OF geo.place FOR VALUES FROM (1) TO (1000000);
  CREATE VIEW shown AS SELECT id, lat FROM geo.place;
  CREATE VIEW over_it AS SELECT lat FROM shown;
  CREATE VIEW names AS SELECT name FROM geo.place;
  CREATE TABLE city (id int, lat text);`;

async function counted(address: Address) {
  const connection = await engine.connect(address, { applicationName: "test" });
  onTestFinished(() => connection.close());
  return () => engine.statementHistory.counted(connection, [LAT]);
}

test.each(["14", "18"] as const)(
  "on PostgreSQL %s a view over the column, a partition, a whole row and an interval count; other columns do not",
  async (major) => {
    const { address, exec } = await countingTarget(major);
    await exec(`CREATE EXTENSION pg_stat_statements; ${SCHEMA}`);
    await exec("SELECT pg_stat_statements_reset()");
    const statements = [
      "SELECT lat FROM over_it",
      "SELECT place_1.lat FROM geo.place_1",
      "SELECT row_to_json(p) FROM geo.place AS p",
      "SELECT * FROM geo.place WHERE now() - interval '1 day' < now()",
      "INSERT INTO geo.place VALUES (1, 'x', 'y')",
      "SELECT name FROM geo.place",
      "SELECT name FROM names",
      "SELECT count(*) FROM geo.place",
      "SELECT lat FROM city",
    ];
    for (const sql of statements) await exec(sql);
    const read = await counted(address);
    const first = await read();
    expect(
      first.statements?.map(({ access, text }) => `${access} ${text.replace(/^(SELECT \* ).*/, "$1…")}`).toSorted(),
    ).toEqual([
      "read SELECT * …",
      "read SELECT lat FROM over_it",
      "read SELECT place_1.lat FROM geo.place_1",
      "read SELECT row_to_json(p) FROM geo.place AS p",
      "write INSERT INTO geo.place VALUES ($1, $2, $3)",
    ]);
    await exec("SELECT lat FROM over_it");
    const calls = (them: typeof first, text: string) => them.statements?.find((it) => it.text === text)?.calls;
    const text = "SELECT lat FROM over_it";
    expect([calls(first, text), calls(await read(), text)]).toEqual([1, 2]);
  },
);

test("without the right to see texts of others nothing is claimed, and the GRANT is told", async () => {
  const { address, exec } = await countingTarget();
  await exec(`CREATE EXTENSION pg_stat_statements; ${SCHEMA}; CREATE ROLE "Small" LOGIN PASSWORD 'temporary'`);
  const read = await counted({ ...address, user: "Small" });
  const hidden = await read();
  expect(hidden.statements).toBeNull();
  expect(hidden.notes.join()).toContain('GRANT pg_read_all_stats TO "Small"');
  await exec(`GRANT pg_read_all_stats TO "Small"; GRANT USAGE ON SCHEMA geo TO "Small"`);
  expect((await read()).statements).not.toBeNull();
});

test("an extension that the server has not loaded, and none at all, are told", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  await exec(SCHEMA);
  const read = await counted(address);
  expect((await read()).notes).toEqual(["pg_stat_statements is not installed: only heartbeats were looked at."]);
  await exec("CREATE EXTENSION pg_stat_statements");
  const { statements, notes } = await read();
  expect(statements).toBeNull();
  expect(notes.join()).toMatch(/could not be read \(.*shared_preload_libraries.*\): only heartbeats/);
});

test("thousands of statements are read within a look", async () => {
  const { address, exec } = await countingTarget();
  await exec(`CREATE EXTENSION pg_stat_statements; ${SCHEMA}`);
  // A different shape each, so that each is counted for itself.
  const columns = (n: number) => Array.from({ length: 12 }, (_, bit) => ((n >> bit) & 1 ? "name" : "id")).join(", ");
  await exec(Array.from({ length: 4_000 }, (_, n) => `SELECT ${columns(n)} FROM geo.place`).join(";"));
  await exec("SELECT lat FROM geo.place WHERE id = 5");
  const read = await counted(address);
  const startedAt = performance.now();
  const { statements } = await read();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(statements?.map(({ text }) => text)).toEqual(["SELECT lat FROM geo.place WHERE id = $1"]);
});
