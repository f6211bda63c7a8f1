// Health of the container it runs in: `health.mjs web` asks the web app, `health.mjs worker` looks for the worker's
// heartbeat, which it writes into the control database under its host's name.
import { hostname } from "node:os";
import pg from "pg";

const SILENT_SECONDS = 30;

async function isWebHealthy() {
  const answer = await fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/api/v1/health`);
  return answer.ok;
}

async function isWorkerHealthy() {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 4_000 });
  await client.connect();
  const sql = `SELECT FROM "WorkerHeartbeat" WHERE name LIKE $1 || '-%' AND "heartbeatAt" > now() - make_interval(secs => $2)`;
  const { rowCount } = await client.query(sql, [hostname(), SILENT_SECONDS]);
  await client.end();
  return rowCount > 0;
}

try {
  const isHealthy = process.argv[2] === "worker" ? await isWorkerHealthy() : await isWebHealthy();
  process.exit(isHealthy ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
