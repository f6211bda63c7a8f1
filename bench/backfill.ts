// `npm run bench:backfill -- --json`: how fast is Sluice beside one plain UPDATE, and what do its checkpoints cost?
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Client } from "pg";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";
import { createEngine } from "#core/engines/engine-registry.ts";
import { newId } from "#server/new-id.ts";
import { pgDriver } from "#server/targets/pg-driver.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { ITEM_SET, itemTable } from "./support/item-table.ts";
import { median, rounded } from "./support/median.ts";
import { type BenchPostgres, ownPostgres } from "./support/own-postgres.ts";
import type { ShardWork, ShardWorkDone } from "./support/shard-process.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rows: { type: "string", default: "2000000" },
    pairs: { type: "string", default: "3" },
  },
});
const ROWS = Number(values.rows);
const PAIRS = Number(values.pairs);
const SHARDS = 8;
const TEMPLATE = "item_template";
const SHARD_PROCESS = fileURLToPath(new URL("./support/shard-process.ts", import.meta.url));
const say = (line: string) => process.stderr.write(`${line}\n`);

const engine = createEngine("postgresql", { postgresql: pgDriver, sqlite: sqliteDriver });

/** Runs on a fresh copy of the table, warm in memory; answers milliseconds and checks that each row was written. */
async function onCopy<T extends { readonly ms: number }>(
  server: BenchPostgres,
  work: (database: string) => Promise<T>,
): Promise<T> {
  const database = `run_${newId().replaceAll("-", "")}`;
  await server.copy(TEMPLATE, database);
  await server.run(
    database,
    "SELECT count(*) FROM item; SELECT count(*) FROM item WHERE category >= 0 AND created > '2000-01-01'",
  );
  try {
    const result = await work(database);
    const [row] = await server.run(database, "SELECT count(*)::int AS n FROM item WHERE price = cost::numeric(12,2)");
    if (row?.n !== ROWS) throw new Error(`${String(row?.n)} of ${ROWS} rows were written`);
    return result;
  } finally {
    await server.drop(database);
  }
}

async function timed(
  server: BenchPostgres,
  database: string,
  sql: readonly string[],
): Promise<{ readonly ms: number }> {
  const client = new Client({ connectionString: server.url(database) });
  await client.connect();
  const from = performance.now();
  for (const statement of sql) await client.query(statement);
  const ms = performance.now() - from;
  await client.end();
  return { ms };
}

const plainUpdate = (server: BenchPostgres) => (database: string) =>
  timed(server, database, [`UPDATE item SET price = ${ITEM_SET.price}`]);

async function prepare(server: BenchPostgres, database: string): Promise<Pick<ShardWork, "spec" | "layout">> {
  const connection = await engine.connect(server.address(database), { applicationName: "sluice:bench" });
  try {
    const { serverId } = await engine.introspector.probe(connection);
    const spec: BackfillSpec = {
      runId: newId(),
      databaseId: newId(),
      serverId,
      table: { name: "item" },
      set: ITEM_SET,
      where: null,
    };
    await engine.ddl.prepareTarget(connection);
    const layout: BackfillLayout = await engine.backfill.layout(connection, spec, { shards: SHARDS });
    await engine.backfill.prepare(connection, spec, layout);
    return { spec, layout };
  } finally {
    await connection.close();
  }
}

interface SluiceRun {
  readonly ms: number;
  readonly cpuShare: number;
  readonly batches: number;
}

/** Each process is up before the clock runs, as workers are. */
async function sluice(server: BenchPostgres, database: string, processes: number, isBare: boolean): Promise<SluiceRun> {
  const { spec, layout } = await prepare(server, database);
  const numbers = layout.shards.map(({ shardNo }) => shardNo);
  const children = Array.from({ length: processes }, () => fork(SHARD_PROCESS, { execPath: process.execPath }));
  await Promise.all(children.map((child) => once(child, "message")));
  const from = performance.now();
  const done = await Promise.all(
    children.map(async (child, index) => {
      const own = numbers.filter((_, at) => at % processes === index);
      const answer = once(child, "message");
      const work: ShardWork = { address: server.address(database), spec, layout, shardNos: own, isBare };
      child.send(work);
      const [result] = await answer;
      return result as ShardWorkDone;
    }),
  );
  const ms = performance.now() - from;
  const sum = (of: (it: ShardWorkDone) => number) => done.reduce((total, it) => total + of(it), 0);
  return { ms, cpuShare: sum((it) => it.cpuMs) / sum((it) => it.ms), batches: sum((it) => it.batches) };
}

const BATCH = 2_000;

/** The same rows in the same batches, by a range of the key or by a join to its keys. */
async function ranges(server: BenchPostgres, database: string, by: "range" | "cte"): Promise<{ readonly ms: number }> {
  const statements: string[] = [];
  for (let from = 0; from < ROWS; from += BATCH) {
    const bounds = `id > ${from} AND id <= ${from + BATCH}`;
    statements.push(
      by === "range"
        ? `UPDATE item SET price = ${ITEM_SET.price} WHERE ${bounds}`
        : `WITH k AS MATERIALIZED (SELECT id FROM item WHERE id > ${from} ORDER BY id LIMIT ${BATCH})
           UPDATE item SET price = ${ITEM_SET.price} FROM k WHERE item.id = k.id`,
    );
  }
  return await timed(server, database, statements);
}

async function main(): Promise<void> {
  await using server = await ownPostgres();
  say(`making a table of ${ROWS.toLocaleString("en")} rows`);
  await server.run("postgres", `CREATE DATABASE ${TEMPLATE}`);
  await server.run(TEMPLATE, itemTable(ROWS));
  await server.run(TEMPLATE, "VACUUM (FREEZE, ANALYZE) item");
  await server.run("postgres", "CHECKPOINT");

  const ratios: Record<"w1" | "w2" | "bare" | "range", number[]> = { w1: [], w2: [], bare: [], range: [] };
  const [cpu, rates, plainRates]: [number[], number[], number[]] = [[], [], []];
  for (let pair = 1; pair <= PAIRS; pair++) {
    const run = (processes: number, isBare: boolean) =>
      onCopy(server, (database) => sluice(server, database, processes, isBare));
    const plain = await onCopy(server, plainUpdate(server));
    const one = await run(1, false);
    const bare = await run(1, true);
    const two = await run(2, false);
    const range = await onCopy(server, (database) => ranges(server, database, "range"));
    const cte = await onCopy(server, (database) => ranges(server, database, "cte"));
    ratios.w1.push(plain.ms / one.ms);
    ratios.w2.push(plain.ms / two.ms);
    ratios.bare.push(one.ms / bare.ms - 1);
    ratios.range.push(cte.ms / range.ms);
    cpu.push(one.cpuShare);
    rates.push((ROWS * 1_000) / one.ms);
    plainRates.push((ROWS * 1_000) / plain.ms);
    const seconds = [plain, one, bare, two, range, cte].map(({ ms }) => (ms / 1_000).toFixed(1)).join(" ");
    say(`pair ${pair}: plain, one, without checkpoint, two, ranges, CTE in s: ${seconds}; ${one.batches} batches`);
  }
  const result = {
    ratio_vs_single_update_w1: rounded(median(ratios.w1)),
    ratio_vs_single_update_w2: rounded(median(ratios.w2)),
    checkpoint_overhead: rounded(median(ratios.bare)),
    worker_cpu_share: rounded(median(cpu)),
    range_vs_cte_join: rounded(median(ratios.range)),
    plain_rows_per_s: Math.round(median(plainRates)),
    sluice_rows_per_s: Math.round(median(rates)),
    rows: ROWS,
    pairs: PAIRS,
  };
  console.log(
    values.json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map((it) => it.join(": "))
          .join("\n"),
  );
}

await main();
