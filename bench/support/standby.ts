import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { freePort } from "#scripts/stack/free-port.ts";
import { type RunningPostgres, startPostgres } from "#scripts/stack/postgres-server.ts";
import { give, serverUser } from "#scripts/stack/server-user.ts";
import type { BenchPostgres } from "./own-postgres.ts";

export interface Standby extends AsyncDisposable {
  url(database: string): string;
  /** The process that replays: while it is stopped WAL goes on arriving and the standby falls behind. */
  readonly replayPid: number;
}

/** A streaming standby of the server, from a backup by the low-level API. */
export async function standbyOf(primary: BenchPostgres): Promise<Standby> {
  const dir = mkdtempSync(join(tmpdir(), "sluice-standby-"));
  chmodSync(dir, 0o711);
  const dataDir = join(dir, "data");
  const label = await copyOf(primary, dataDir);
  for (const [file, text] of [
    ["backup_label", label],
    ["standby.signal", ""],
  ] as const) {
    writeFileSync(join(dataDir, file), text, { mode: 0o600 });
    give(join(dataDir, file), serverUser());
  }
  const server = await startPostgres({
    major: "18",
    dataDir,
    port: await freePort(),
    password: primary.password,
    logFile: join(dir, "postgres.log"),
    settings: {
      primary_conninfo: `host=127.0.0.1 port=${primary.port} user=sluice password=${primary.password} application_name=standby`,
    },
  });
  return {
    url: server.url,
    replayPid: await replayOf(server),
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Files under a running server; the label says from where their WAL must be replayed. */
async function copyOf(primary: BenchPostgres, dataDir: string): Promise<string> {
  const client = new Client({ connectionString: primary.url("postgres") });
  await client.connect();
  try {
    await client.query("SELECT pg_backup_start('bench', true)");
    execFileSync("cp", ["-a", primary.dataDir, dataDir]);
    rmSync(join(dataDir, "postmaster.pid"));
    const { rows } = await client.query("SELECT labelfile FROM pg_backup_stop(false)");
    return String(rows[0]?.labelfile);
  } finally {
    await client.end();
  }
}

async function replayOf(server: RunningPostgres): Promise<number> {
  const client = new Client({ connectionString: server.url("postgres") });
  await client.connect();
  const { rows } = await client.query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'startup'");
  await client.end();
  return Number(rows[0]?.pid);
}
