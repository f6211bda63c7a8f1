// `npm run bench:scale -- --json`: 200 backfills queued on 50 databases, with 2, 4 and 8 worker processes.
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { Container } from "#server/container.ts";
import { addressColumns } from "#server/databases/address-columns.ts";
import { newId } from "#server/new-id.ts";
import { startRollout } from "#server/rollouts/start-rollout.ts";
import { approvedPlan } from "#test/approved-plan.ts";
import { aPerson } from "#test/people.ts";
import { percentile, rounded } from "./support/median.ts";
import { type BenchPostgres, ownPostgres } from "./support/own-postgres.ts";
import { scaleStack } from "./support/scale-stack.ts";
import { sliceWatch } from "./support/slice-watch.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    databases: { type: "string", default: "50" },
    workers: { type: "string", default: "2,4,8" },
  },
});
const DATABASES = Number(values.databases);
const WORKERS = values.workers.split(",").map(Number);
/** Backfills of each database; a rollout works through them one after another. */
const TABLES = ["customer", "account", "invoice", "payment"];
const ROWS = 2_000;
const BATCH = 20;
const TEMPLATE = "scale_template";
const say = (line: string) => process.stderr.write(`${line}\n`);

const planWith = (batch: number): PlanDocument => ({
  sluice: 1,
  name: "scale",
  title: "Scale",
  engine: "postgresql",
  phases: {
    backfill: TABLES.map((table) => ({ backfill: { table, set: { amount: "cost::numeric(12,2)" }, batch } })),
  },
});
/** What is measured is the machinery: no target is spared here. */
const UNTHROTTLED = {
  maxSlices: 4,
  limits: {
    active_sessions: "off",
    lock_waiters: "off",
    checkpoint_pressure: "off",
    dead_rows: "off",
    io_waiters: "off",
  },
} as const;

async function makeTemplate(server: BenchPostgres): Promise<void> {
  await server.run("postgres", `CREATE DATABASE ${TEMPLATE}`);
  for (const table of TABLES) {
    await server.run(
      TEMPLATE,
      `CREATE TABLE ${table} (id bigint PRIMARY KEY, cost text NOT NULL, amount numeric(12,2));
       INSERT INTO ${table} (id, cost) SELECT i, (i % 1000)::text FROM generate_series(1, ${ROWS}) i; ANALYZE ${table}`,
    );
  }
}

async function registerAll(server: BenchPostgres, deps: Container): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let n = 1; n <= DATABASES; n++) {
    const name = `scale_${n}`;
    await server.run("postgres", `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.run("postgres", `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    const id = newId();
    const columns = addressColumns(deps, id, { engine: "postgresql", address: server.address(name) });
    await deps.prisma.database.create({
      data: { id, name, environment: "development", throttle: UNTHROTTLED, ...columns },
    });
    ids.push(id);
  }
  return ids;
}

/** Exact, of every table of the control database. */
async function rowsOf(server: BenchPostgres, database: string): Promise<Readonly<Record<string, number>>> {
  const tables = await server.run(
    database,
    `SELECT relname AS name, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', relname), false, true, '')))[1]::text::int AS n
       FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  return Object.fromEntries(tables.map(({ name, n }) => [String(name), Number(n)]));
}

async function queueAll(deps: Container, databaseIds: readonly string[], batch: number): Promise<void> {
  const { actor } = await aPerson(deps, "operator", "Olga Operator");
  for (const databaseId of databaseIds) {
    const approved = await approvedPlan(deps, planWith(batch), databaseId);
    await startRollout(deps, { actor, databaseId, ...approved });
  }
}

const LOOK_MS = 200;

async function untilDone({ prisma }: Container): Promise<void> {
  for (;;) {
    const open = await prisma.run.groupBy({ by: "state", _count: true });
    const failed = open.find(({ state }) => state === "failed");
    if (failed) throw new Error(`${failed._count} runs failed`);
    if (open.every(({ state }) => state === "succeeded")) return;
    await wait(LOOK_MS);
  }
}

async function measure(server: BenchPostgres, workers: number, batch: number) {
  const control = `control_${workers}_${batch}`;
  await using stack = await scaleStack(server, control);
  const { deps, redisUrl } = stack;
  const databaseIds = await registerAll(server, deps);
  await using watch = await sliceWatch(redisUrl);
  await server.run(control, 'ALTER TABLE "Backfill" ALTER COLUMN speed SET DEFAULT 100');
  await queueAll(deps, databaseIds, batch);
  const before = await rowsOf(server, control);
  const from = performance.now();
  stack.startWorkers(workers);
  await untilDone(deps);
  const seconds = (performance.now() - from) / 1_000;
  const { slices, ranMs, waitedMs, redisPeak, redisEmpty } = watch.figures();
  const after = await rowsOf(server, control);
  const [work] = await server.run(
    control,
    `SELECT (SELECT coalesce(sum("batchMs" * batches), 0) FROM "Sample") AS ms, (SELECT sum(batches)::int FROM "BackfillShard") AS batches`,
  );
  const batches = Number(work?.batches);
  const added = Object.entries(after).map(([table, rows]) => [table, rows - (before[table] ?? 0)] as const);
  const rows = added.reduce((sum, [, n]) => sum + n, 0);
  const result = {
    workers,
    overhead_ms_per_slice: rounded((ranMs - Number(work?.ms)) / slices, 1),
    wait_p50_ms: percentile(waitedMs, 0.5),
    wait_p95_ms: percentile(waitedMs, 0.95),
    redis_kb: Math.round((redisPeak - redisEmpty) / 1_024),
    control_rows_per_1000_batches: rounded((rows * 1_000) / batches, 1),
    control_rows_by_table: Object.fromEntries(added.filter(([, n]) => n !== 0)),
    control_rows: rows,
    slices,
    batches,
    seconds: rounded(seconds, 1),
  };
  say(`${workers} workers: ${JSON.stringify(result)}`);
  return result;
}

type Step = Awaited<ReturnType<typeof measure>>;

async function main(): Promise<void> {
  await using server = await ownPostgres({ max_connections: "500", shared_buffers: "512MB", autovacuum: "on" });
  await makeTemplate(server);
  const steps: Step[] = [];
  for (const workers of WORKERS) steps.push(await measure(server, workers, BATCH));
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) throw new Error("--workers names no number");
  const growth = (of: (step: Step) => number) => rounded(of(last) / of(first), 2);
  const finer = await measure(server, first.workers, BATCH / 2);
  const result = {
    backfills: DATABASES * TABLES.length,
    databases: DATABASES,
    steps,
    growth_first_to_last: {
      overhead_ms_per_slice: growth((it) => it.overhead_ms_per_slice),
      redis_kb: growth((it) => it.redis_kb),
      control_rows_per_1000_batches: growth((it) => it.control_rows_per_1000_batches),
    },
    // Twice the batches over the same rows: what grows with them and not with the backfills.
    growth_with_twice_the_batches: {
      batches: rounded(finer.batches / first.batches, 2),
      control_rows: rounded(finer.control_rows / first.control_rows, 2),
      redis_kb: rounded(finer.redis_kb / first.redis_kb, 2),
    },
  };
  if (values.json) console.log(JSON.stringify(result));
  else console.dir(result, { depth: 4 });
}

await main();
