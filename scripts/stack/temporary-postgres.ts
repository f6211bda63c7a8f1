import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { type RunningPostgres, startPostgres } from "./postgres-server.ts";

/** A server for the length of one script; gone with all it holds afterwards. */
export async function temporaryPostgres(): Promise<RunningPostgres & AsyncDisposable> {
  const dir = mkdtempSync(join(tmpdir(), "sluice-pg-"));
  chmodSync(dir, 0o755);
  const options = {
    major: "18",
    dataDir: join(dir, "data"),
    password: "temporary",
    logFile: join(dir, "log"),
  } as const;
  const server = await startPostgres({ ...options, port: await freePort(), settings: { fsync: "off" } });
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
