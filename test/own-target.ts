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

/** A target on a server of this test's own, for settings of the whole server that other tests must not meet. */
export async function ownTarget(
  major: PostgresMajor,
  settings: Readonly<Record<string, string>>,
): Promise<TargetDatabase<NetworkAddress>> {
  const dir = mkdtempSync(join(tmpdir(), "sluice-pg-"));
  chmodSync(dir, 0o755);
  const password = "temporary";
  const files = { dataDir: join(dir, "data"), logFile: join(dir, "log") };
  const options = { major, ...files, password, settings: { fsync: "off", autovacuum: "off", ...settings } };
  const server = await onFreePort((port) => startPostgres({ ...options, port }));
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
