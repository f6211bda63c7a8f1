import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CLONE, type InstallationState, readJson } from "./stack/installation.ts";
import { isAlive } from "./stack/process-identity.ts";

interface Ended {
  readonly code: number | null;
  readonly error: string;
  readonly dataDir: string;
}

/** Runs a start that is expected to fail, in a data folder of its own. */
function failedStart(variables: Record<string, string>): Promise<Ended> {
  const dataDir = mkdtempSync(join(tmpdir(), "sluice-start-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const { DATABASE_URL: _d, REDIS_URL: _r, PORT: _p, ...rest } = process.env;
  const env: NodeJS.ProcessEnv = {
    ...rest,
    SLUICE_DATA_DIR: dataDir,
    SLUICE_NEXT_DIST: ".next-start-test",
    ...variables,
  };
  const child = spawn(process.execPath, [join(CLONE, "scripts/start.ts")], { cwd: CLONE, env });
  let error = "";
  child.stderr.on("data", (data) => {
    error += data;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, error: error.trim(), dataDir })));
}

async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => void server.close());
  const address = server.address();
  return address && typeof address === "object" ? address.port : 0;
}

/** One line on standard error that says what and how, exit code 1, and no process of the installation left. */
function expectOneLine({ code, error, dataDir }: Ended, says: RegExp): void {
  expect(error).toMatch(says);
  expect(error.split("\n")).toHaveLength(1);
  expect(code).toBe(1);
  const state = readJson<InstallationState>(join(dataDir, "state.json"));
  expect(Object.values(state?.processes ?? {}).filter(isAlive)).toEqual([]);
}

test("a port in use is said with another one to take", async () => {
  const port = await takenPort();
  expectOneLine(
    await failedStart({ PORT: String(port) }),
    new RegExp(`Port ${port} is in use.*PORT=${port + 1} npm start`),
  );
});

test("a control database that nobody listens at is said without its password", async () => {
  const ended = await failedStart({ DATABASE_URL: "postgresql://sluice:hunter2@127.0.0.1:1/sluice" });
  expectOneLine(ended, /DATABASE_URL \(127\.0\.0\.1:1\): nobody listens there/);
  expect(ended.error).not.toContain("hunter2");
});

test("a DATABASE_URL of another kind is refused", async () => {
  expectOneLine(await failedStart({ DATABASE_URL: "mysql://localhost/sluice" }), /must look like postgresql:\/\//);
});

test("a Redis that nobody listens at is said before anything is begun", async () => {
  expectOneLine(
    await failedStart({ REDIS_URL: "redis://127.0.0.1:1" }),
    /REDIS_URL \(127\.0\.0\.1:1\): nobody listens/,
  );
});

test("a machine without Redis is told what to install", async () => {
  const ended = await failedStart({ PATH: join(CLONE, "node_modules/.bin"), SLUICE_NO_INSTALL: "1" });
  expectOneLine(ended, /no redis-server or valkey-server on PATH\. Install one.*or set REDIS_URL/);
});
