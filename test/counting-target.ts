import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { onTestFinished } from "vitest";
import type { NetworkAddress } from "#core/engines/target-address.ts";
import type { PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import { startPostgres } from "#scripts/stack/postgres-server.ts";
import type { TargetDatabase } from "./databases.ts";
import { onFreePort } from "./servers.ts";

/** A target on a server of this test's own that counts statements: others would crowd them out of a shared one. */
export async function countingTarget(major: PostgresMajor = "18"): Promise<TargetDatabase<NetworkAddress>> {
  const dir = mkdtempSync(join(tmpdir(), "sluice-pg-"));
  chmodSync(dir, 0o755);
  const password = "temporary";
  const settings = { fsync: "off", shared_preload_libraries: "pg_stat_statements" };
  const files = { dataDir: join(dir, "data"), logFile: join(dir, "log") };
  const start = (port: number) => startPostgres({ major, ...files, password, port, settings });
  const server = await onFreePort(start);
  onTestFinished(async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const client = new Client({ connectionString: server.url("postgres") });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return {
    address: {
      kind: "network",
      host: "127.0.0.1",
      port: server.port,
      user: "sluice",
      password,
      database: "postgres",
      tls: "disable",
    },
    async exec(sql, params) {
      const result = await client.query(sql, params ? [...params] : undefined);
      return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
    },
  };
}
