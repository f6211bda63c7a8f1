// `npm run demo:traffic -- --rate 50`: an application that reads and writes the demo's table, so that dual writes and
// lock behaviour can be seen. One line a second; Ctrl-C stops it. It writes the columns that its release would know.
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Client, Pool } from "pg";
import { cityColumns } from "./city-columns.ts";
import { placesUrl } from "./places-url.ts";

const { values } = parseArgs({ options: { rate: { type: "string", default: "50" } } });
const rate = Number(values.rate);
if (!(rate > 0 && rate <= 5_000)) {
  console.error("--rate is statements a second, from 1 to 5000.");
  process.exit(2);
}

const TICK_MS = 10;
const MOST_IN_FLIGHT = 200;

interface Tally {
  readonly counts: Record<string, number>;
  readonly millis: number[];
  failures: number;
  lastError: string;
}
const newTally = (): Tally => ({ counts: {}, millis: [], failures: 0, lastError: "" });

let tally = newTally();
let isTextRelease = true;
let running = true;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => (running = false));

const between = (low: number, high: number) => (low + Math.random() * (high - low)).toFixed(5);
const columns = () => (isTextRelease ? ["lat", "lng"] : ["latitude", "longitude"]);

/** Shares of a directory that people use: mostly read, now and then corrected. */
const STATEMENTS: readonly (readonly [
  share: number,
  name: string,
  run: (pool: Pool, maxId: number) => Promise<unknown>,
])[] = [
  [0.6, "read", (pool, maxId) => pool.query(`SELECT name, ${columns()} FROM city WHERE id = $1`, [anyId(maxId)])],
  [
    0.85,
    "update",
    (pool, maxId) => {
      const [lat, lng] = columns();
      const sql = `UPDATE city SET ${lat} = $2, ${lng} = $3, updated_at = now() WHERE id = $1`;
      return pool.query(sql, [anyId(maxId), between(-90, 90), between(-180, 180)]);
    },
  ],
  [
    0.95,
    "insert",
    (pool) => {
      const sql = `INSERT INTO city (name, country, admin1, admin2, ${columns()}) VALUES ($1, 'ZZ', '', '', $2, $3)`;
      return pool.query(sql, [`Traffic ${Date.now()}`, between(-90, 90), between(-180, 180)]);
    },
  ],
  [
    1,
    "delete",
    (pool) =>
      pool.query("DELETE FROM city WHERE id = (SELECT max(id) FROM city WHERE country = 'ZZ') AND country = 'ZZ'"),
  ],
];

const anyId = (maxId: number) => 1 + Math.floor(Math.random() * maxId);

async function once(pool: Pool, maxId: number): Promise<void> {
  const dice = Math.random();
  const chosen = STATEMENTS.find(([upTo]) => dice < upTo);
  if (!chosen) return;
  const [, name, run] = chosen;
  const since = performance.now();
  try {
    await run(pool, maxId);
    tally.counts[name] = (tally.counts[name] ?? 0) + 1;
    tally.millis.push(performance.now() - since);
  } catch (error) {
    tally.failures++;
    tally.lastError = error instanceof Error ? error.message : String(error);
  }
}

function line({ counts, millis, failures, lastError }: Tally): string {
  const sorted = millis.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1).padStart(7);
  const parts = STATEMENTS.map(([, name]) => `${name} ${String(counts[name] ?? 0).padStart(4)}`).join("  ");
  const trouble = failures > 0 ? `  failed ${failures}: ${lastError}` : "";
  return `${new Date().toTimeString().slice(0, 8)}  ${parts}  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  writes ${columns().join(", ")}${trouble}`;
}

async function maxIdOf(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>("SELECT coalesce(max(id), 1) AS id FROM city");
    // The new release is out when the old columns are gone; before, this one writes text.
    isTextRelease = (await cityColumns(client)).text;
    return Number(rows[0]?.id ?? 1);
  } finally {
    await client.end();
  }
}

try {
  const url = placesUrl();
  const pool = new Pool({ connectionString: url, max: 8, application_name: "demo:traffic", statement_timeout: 30_000 });
  pool.on("error", () => undefined);
  let maxId = await maxIdOf(url);
  const inFlight = new Set<Promise<void>>();
  for (let second = performance.now(), due = 0; running; ) {
    await wait(TICK_MS);
    due = Math.min(due + (rate * TICK_MS) / 1_000, rate);
    for (; due >= 1 && inFlight.size < MOST_IN_FLIGHT; due--) {
      const work = once(pool, maxId).finally(() => inFlight.delete(work));
      inFlight.add(work);
    }
    if (performance.now() - second < 1_000) continue;
    second = performance.now();
    console.log(line(tally));
    tally = newTally();
    maxId = await maxIdOf(url).catch(() => maxId);
  }
  await Promise.allSettled(inFlight);
  await pool.end();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
