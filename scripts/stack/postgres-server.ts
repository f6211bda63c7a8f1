import { execFile, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { type PostgresMajor, postgresBinaries } from "./postgres-binaries.ts";
import { commandOf, identify, type ProcessIdentity, stopProcess } from "./process-identity.ts";
import { give, serverUser } from "./server-user.ts";
import { StartError } from "./start-error.ts";
import { type StartedProcess, startedProcess } from "./started-process.ts";

export const SUPERUSER = "sluice";

export interface PostgresOptions {
  readonly major: PostgresMajor;
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  readonly logFile: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly onStart?: (pid: number) => void;
}

export interface RunningPostgres extends StartedProcess {
  readonly port: number;
  url(database: string): string;
  stop(): Promise<void>;
}

/** Makes the cluster if there is none. A half-made one, from a start that was killed, is made anew. */
async function initialise({ major, dataDir, password }: PostgresOptions): Promise<void> {
  if (existsSync(join(dataDir, "PG_VERSION")) && existsSync(join(dataDir, "sluice-ready"))) return;
  const user = serverUser();
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  give(dataDir, user);
  const passwordFile = `${dataDir}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  give(passwordFile, user);
  const args = [`--pgdata=${dataDir}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  args.push("--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions");
  try {
    await promisify(execFile)(postgresBinaries(major).initdb, args, { ...user, cwd: "/" });
    writeFileSync(join(dataDir, "sluice-ready"), "");
    give(join(dataDir, "sluice-ready"), user);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Boots a cluster as a process of its own, so that a Ctrl-C in the terminal reaches us and not it. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  await initialise(options);
  await endStrayServer(options.dataDir);
  mkdirSync(dirname(options.logFile), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    try {
      return await boot(options);
    } catch (error) {
      // Sessions of a server that was killed need a moment to notice.
      const isTooEarly = /pre-existing shared memory block/.test(tailOf(options.logFile));
      if (!isTooEarly || attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function boot(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, port, password, logFile } = options;
  const url = (database: string) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
  const log = openSync(logFile, "a", 0o600);
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "200" };
  const flags = Object.entries({ ...settings, ...options.settings }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const child = spawn(postgresBinaries(options.major).postgres, ["-D", dataDir, "-p", String(port), ...flags], {
    ...serverUser(),
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  const started = await startedProcess(child, {
    ready: (signal) => untilReady(url("postgres"), signal),
    failure: () => new StartError(`PostgreSQL did not start: ${lastWords(logFile)} (log: ${logFile})`),
    ...(options.onStart && { onStart: options.onStart }),
  });
  return { ...started, port, url, stop: () => stopPostgres(started) };
}

/** A server that still runs on these files is stopped; a stranger that has got its number is not mistaken for it. */
async function endStrayServer(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const stray = identify(Number.parseInt(readFileSync(pidFile, "utf8"), 10));
  if (!stray) return;
  if (commandOf(stray.pid).includes(dataDir)) await stopPostgres(stray);
  else rmSync(pidFile, { force: true });
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written. */
export const stopPostgres = (identity: ProcessIdentity): Promise<void> =>
  stopProcess(identity, { signal: "SIGINT", graceMs: 15_000 });

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  for (const until = Date.now() + 60_000; !signal.aborted; ) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

function lastWords(logFile: string): string {
  const lines = tailOf(logFile).trimEnd().split("\n");
  return lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? "it left no message";
}

const tailOf = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8").slice(-4_000) : "");
