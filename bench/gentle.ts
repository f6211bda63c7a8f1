// `npm run bench:gentle -- --json`: what do short transactions feel of a plain UPDATE, and what of Sluice as it comes?
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { getRollout } from "#contracts/rollout.ts";
import { addReplica } from "#contracts/throttle.ts";
import { startTemporaryStack, type TemporaryStack } from "#scripts/gates/temporary-stack.ts";
import { freePort } from "#scripts/stack/free-port.ts";
import { foregroundLoad } from "./support/foreground-load.ts";
import type { ForegroundFigures } from "./support/foreground-process.ts";
import { ITEM_SET, itemTable } from "./support/item-table.ts";
import { type LagEpisode, lagWatch } from "./support/lag-watch.ts";
import { median, rounded } from "./support/median.ts";
import { type BenchPostgres, ownPostgres } from "./support/own-postgres.ts";
import { standbyOf } from "./support/standby.ts";
import { apiOf, type StartedBackfill, startBackfill } from "./support/start-backfill.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rows: { type: "string", default: "2000000" },
    rounds: { type: "string", default: "3" },
    episodes: { type: "string", default: "4" },
    rate: { type: "string", default: "200" },
  },
});
const [ROWS, ROUNDS, EPISODES, PER_SECOND] = [values.rows, values.rounds, values.episodes, values.rate].map(Number) as [
  number,
  number,
  number,
  number,
];
const WINDOW_MS = 20_000;
const SETTLE_MS = 3_000;
const TEMPLATE = "item_template";
/** Stop limit of `replica_lag` where nobody changed it. */
const LAG_LIMIT_MS = 5_000;
const QUIET_MS = 3_000;
const say = (line: string) => process.stderr.write(`${line}\n`);

const planOf = (name: string): string => `sluice: 1
name: ${name}
title: Bench ${name}
engine: postgresql
phases:
  backfill:
    - backfill: { table: item, set: { price: "${ITEM_SET.price}" } }
`;

interface Beside {
  readonly figures: ForegroundFigures;
  readonly rowsPerSecond: number;
}

/** A warm copy of the table with the load on it; the same in each phase. */
async function underLoad<T>(
  server: BenchPostgres,
  database: string,
  work: (load: Awaited<ReturnType<typeof foregroundLoad>>) => Promise<T>,
) {
  await server.copy(TEMPLATE, database);
  await server.run(
    database,
    "SELECT count(*) FROM item; SELECT count(*) FROM item WHERE category >= 0 AND created > '2000-01-01'",
  );
  await using load = await foregroundLoad({ url: server.url(database), rows: ROWS, perSecond: PER_SECOND });
  await wait(SETTLE_MS);
  await load.figures();
  return await work(load);
}

const alone = (server: BenchPostgres, database: string): Promise<ForegroundFigures> =>
  underLoad(server, database, async (load) => {
    await wait(WINDOW_MS);
    return await load.figures();
  });

const besidePlain = (server: BenchPostgres, database: string): Promise<Beside> =>
  underLoad(server, database, async (load) => {
    const from = performance.now();
    await server.run(database, `UPDATE item SET price = ${ITEM_SET.price}`);
    const ms = performance.now() - from;
    return { figures: await load.figures(), rowsPerSecond: (ROWS * 1_000) / ms };
  });

const changedBy = async ({ api, rolloutId }: StartedBackfill): Promise<number> => {
  const { backfills } = await api.call(getRollout, { params: { rolloutId } });
  return backfills.reduce((sum, { rowsChanged }) => sum + rowsChanged, 0);
};

/** Waits for the first rows: before that nothing of it could be felt. */
async function untilWriting(started: StartedBackfill): Promise<void> {
  while ((await changedBy(started)) === 0) await wait(50);
}

const besideSluice = (server: BenchPostgres, stack: TemporaryStack, database: string): Promise<Beside> =>
  underLoad(server, database, async (load) => {
    const name = database.replaceAll("_", "-");
    const started = await startBackfill(apiOf(stack), { name, url: server.url(database), plan: planOf(name) });
    await untilWriting(started);
    await load.figures();
    const [from, before] = [performance.now(), await writtenTo(server, database)];
    await wait(WINDOW_MS);
    const figures = await load.figures();
    const written = (await writtenTo(server, database)) - before;
    return { figures, rowsPerSecond: (written * 1_000) / (performance.now() - from) };
  });

/** From the checkpoints, which commit with the rows. */
async function writtenTo(server: BenchPostgres, database: string): Promise<number> {
  const [row] = await server.run(
    database,
    "SELECT coalesce(sum(rows_changed), 0)::int AS n FROM sluice.backfill_shard",
  );
  return Number(row?.n);
}

/** The standby's replay is stopped again and again: how long do batches go on after the lag has passed its limit? */
async function withSlowStandby(server: BenchPostgres, stack: TemporaryStack): Promise<readonly LagEpisode[]> {
  await server.copy(TEMPLATE, "lagging");
  await using standby = await standbyOf(server);
  const api = apiOf(stack);
  const started = await startBackfill(api, {
    name: "lagging",
    url: server.url("lagging"),
    plan: planOf("lagging"),
    prepare: (databaseId) =>
      api.call(addReplica, {
        params: { databaseId },
        body: { name: "standby", target: { url: standby.url("lagging") } },
      }),
  });
  await untilWriting(started);
  await using watch = await lagWatch(server.url("lagging"), standby.url("lagging"));
  const episodes: LagEpisode[] = [];
  try {
    while (episodes.length < EPISODES) {
      const before = watch.batches();
      while (watch.batches() < before + 5 || watch.lagMs() > 1_000) await wait(50);
      process.kill(standby.replayPid, "SIGSTOP");
      episodes.push(await watch.episode(LAG_LIMIT_MS, QUIET_MS));
      process.kill(standby.replayPid, "SIGCONT");
      const { batches, writtenForMs } = episodes.at(-1) ?? { batches: 0, writtenForMs: 0 };
      say(
        `lag ${episodes.length} of ${EPISODES}: ${batches} batches for ${Math.round(writtenForMs)} ms past the limit`,
      );
    }
  } finally {
    process.kill(standby.replayPid, "SIGCONT");
  }
  return episodes;
}

const told = ({ p50Ms, p99Ms, maxMs, transactions, failed }: ForegroundFigures): string =>
  `p50 ${p50Ms.toFixed(1)}, p99 ${p99Ms.toFixed(1)}, max ${maxMs.toFixed(0)} ms of ${transactions}${failed ? `, ${failed} FAILED` : ""}`;

async function main(): Promise<void> {
  // As a server in production: vacuum and checkpoints come when they come.
  await using server = await ownPostgres({ autovacuum: "on", checkpoint_timeout: "5min", max_wal_size: "4GB" });
  say(`making a table of ${ROWS.toLocaleString("en")} rows`);
  await server.run("postgres", `CREATE DATABASE ${TEMPLATE}`);
  await server.run(TEMPLATE, itemTable(ROWS));
  await server.run(TEMPLATE, "VACUUM (FREEZE, ANALYZE) item");
  const stack = await startTemporaryStack(await freePort());
  try {
    const rounds: { alone: ForegroundFigures; plain: Beside; sluice: Beside }[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const figures = {
        alone: await alone(server, `alone_${round}`),
        plain: await besidePlain(server, `plain_${round}`),
        sluice: await besideSluice(server, stack, `sluice_${round}`),
      };
      rounds.push(figures);
      say(`round ${round}: alone ${told(figures.alone)}`);
      say(`  plain ${told(figures.plain.figures)}, ${Math.round(figures.plain.rowsPerSecond)} rows/s`);
      say(`  Sluice ${told(figures.sluice.figures)}, ${Math.round(figures.sluice.rowsPerSecond)} rows/s`);
    }
    const episodes = await withSlowStandby(server, stack);
    report(rounds, episodes);
  } finally {
    await stack.stop();
  }
}

function report(
  rounds: readonly { readonly alone: ForegroundFigures; readonly plain: Beside; readonly sluice: Beside }[],
  episodes: readonly LagEpisode[],
): void {
  const of = (figure: (round: (typeof rounds)[number]) => number) => median(rounds.map(figure));
  const most = (figure: (round: (typeof rounds)[number]) => number) => Math.max(...rounds.map(figure));
  const result = {
    p99_ratio_sluice: rounded(
      of(({ alone, sluice }) => sluice.figures.p99Ms / alone.p99Ms),
      2,
    ),
    max_ms_sluice: rounded(
      most(({ sluice }) => sluice.figures.maxMs),
      1,
    ),
    p99_ratio_plain: rounded(
      of(({ alone, plain }) => plain.figures.p99Ms / alone.p99Ms),
      2,
    ),
    max_ms_plain: rounded(
      most(({ plain }) => plain.figures.maxMs),
      1,
    ),
    backfill_rows_per_s: Math.round(of(({ sluice }) => sluice.rowsPerSecond)),
    plain_rows_per_s: Math.round(of(({ plain }) => plain.rowsPerSecond)),
    rate_ratio: rounded(
      of(({ plain, sluice }) => sluice.rowsPerSecond / plain.rowsPerSecond),
      2,
    ),
    lag_over_limit_s: rounded(Math.max(0, ...episodes.map(({ writtenForMs }) => writtenForMs)) / 1_000),
    batches_over_limit: Math.max(0, ...episodes.map(({ batches }) => batches)),
    p99_ms_alone: rounded(
      of(({ alone }) => alone.p99Ms),
      2,
    ),
    max_ms_alone: rounded(
      most(({ alone }) => alone.maxMs),
      1,
    ),
    failed_transactions: rounds.reduce(
      (sum, it) => sum + it.alone.failed + it.plain.figures.failed + it.sluice.figures.failed,
      0,
    ),
    rows: ROWS,
    rounds: rounds.length,
    lag_episodes: episodes.length,
  };
  if (values.json) console.log(JSON.stringify(result));
  else for (const [name, figure] of Object.entries(result)) console.log(`${name}: ${figure}`);
}

await main();
