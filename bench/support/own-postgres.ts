import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { NetworkAddress } from "#core/engines/target-address.ts";
import { freePort } from "#scripts/stack/free-port.ts";
import { startPostgres } from "#scripts/stack/postgres-server.ts";

const PASSWORD = "for-benches-only";

/** Memory for the whole table, and no checkpoint or vacuum of the server's own in the middle of a measurement. */
const SETTINGS = {
  shared_buffers: "1GB",
  max_wal_size: "16GB",
  checkpoint_timeout: "1h",
  autovacuum: "off",
};

export interface BenchPostgres extends AsyncDisposable {
  /** Of the server's first process. */
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  address(database: string): NetworkAddress;
  url(database: string): string;
  /** Runs SQL as the superuser; answers the rows of its last statement. */
  run(database: string, sql: string, params?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** A copy, byte by byte, so that all runs begin with the same pages. */
  copy(template: string, name: string): Promise<void>;
  drop(name: string): Promise<void>;
}

/** A PostgreSQL 18 of the bench's own, as durable as in production. */
export async function ownPostgres(settings: Readonly<Record<string, string>> = {}): Promise<BenchPostgres> {
  const dir = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  // The servers of root run as another user, who must get through.
  chmodSync(dir, 0o711);
  const port = await freePort();
  const dataDir = join(dir, "data");
  const server = await startPostgres({
    major: "18",
    dataDir,
    port,
    password: PASSWORD,
    logFile: join(dir, "postgres.log"),
    settings: { ...SETTINGS, ...settings },
  });
  const run: BenchPostgres["run"] = async (database, sql, params) => {
    const client = new Client({ connectionString: server.url(database) });
    await client.connect();
    try {
      const result = await client.query(sql, params ? [...params] : undefined);
      return Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows;
    } finally {
      await client.end();
    }
  };
  const host = {
    kind: "network",
    host: "127.0.0.1",
    port,
    user: "sluice",
    password: PASSWORD,
    tls: "disable",
  } as const;
  return {
    dataDir,
    port,
    password: PASSWORD,
    url: server.url,
    address: (database) => ({ ...host, database }),
    run,
    async copy(template, name) {
      await run("postgres", `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
      await run("postgres", "CHECKPOINT");
    },
    drop: async (name) => void (await run("postgres", `DROP DATABASE ${name} WITH (FORCE)`)),
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
