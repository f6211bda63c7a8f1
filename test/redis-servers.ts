import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis, type RedisOptions } from "ioredis";
import { onTestFinished, vi } from "vitest";
import { freePort } from "#scripts/stack/free-port.ts";
import { findRedis } from "#scripts/stack/redis-server.ts";

export const REDIS_PASSWORD = "for-tests-only";
const HOST = "127.0.0.1";

export interface OwnRedis {
  readonly port: number;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** A connection for looking and for setting up. */
  client(options?: Omit<RedisOptions, "replyMapping">): Redis;
}

/** A node of a cluster listens 10,000 ports higher as well, and refuses to start where there is no such port. */
async function freePortOfNode(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port < 55_536) return port;
  }
}

function ownFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "sluice-redis-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A server of this test's own, with a configuration of its own. */
export async function ownRedis(
  lines: (port: number) => readonly string[] = () => [],
  options: { readonly sentinel?: boolean; readonly tls?: Omit<RedisOptions, "replyMapping"> } = {},
): Promise<OwnRedis> {
  const dir = ownFolder();
  const port = await freePortOfNode();
  const config = join(dir, "redis.conf");
  mkdirSync(dir, { recursive: true });
  const common = [`bind ${HOST}`, `dir "${dir}"`, "daemonize no", "protected-mode no"];
  const store = [
    `requirepass ${REDIS_PASSWORD}`,
    `masterauth ${REDIS_PASSWORD}`,
    'save ""',
    "maxmemory-policy noeviction",
  ];
  const plain = options.tls ? [] : [`port ${port}`];
  writeFileSync(config, [...plain, ...common, ...(options.sentinel ? [] : store), ...lines(port), ""].join("\n"));
  const client: OwnRedis["client"] = (more = {}) => {
    const password = options.sentinel ? {} : { password: REDIS_PASSWORD };
    const redis = new Redis({ host: HOST, port, ...password, ...options.tls, ...more });
    redis.on("error", () => undefined);
    onTestFinished(() => redis.disconnect());
    return redis;
  };
  const start = async () => {
    const args = options.sentinel ? [config, "--sentinel"] : [config];
    child = spawn(findRedis() ?? "redis-server", args, { stdio: "ignore" });
    await vi.waitFor(async () => expectPong(await client().ping()), { timeout: 30_000, interval: 50 });
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  let child: ChildProcess;
  await start();
  onTestFinished(kill);
  return { port, client, kill, restart: () => kill().then(start) };
}

function expectPong(answer: string): void {
  if (answer !== "PONG") throw new Error(`PING was answered with ${answer}`);
}

/** A certificate for 127.0.0.1 that its own key has signed. */
export function ownCertificate(): { readonly key: string; readonly cert: string; readonly pem: string } {
  const dir = ownFolder();
  const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const what = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-nodes"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-keyout", key, "-out", cert, ...what], {
    stdio: "ignore",
  });
  return { key, cert, pem: readFileSync(cert, "utf8") };
}

/** Three masters that share the slots. */
export async function ownCluster(): Promise<readonly OwnRedis[]> {
  const nodes = await Promise.all(
    [1, 2, 3].map(() => ownRedis(() => ["cluster-enabled yes", "cluster-node-timeout 2000"])),
  );
  const slots = 16_384;
  const [first] = nodes;
  for (const [index, node] of nodes.entries()) {
    const redis = node.client();
    const [from, to] = [Math.floor((slots * index) / 3), Math.floor((slots * (index + 1)) / 3) - 1];
    await redis.call("CLUSTER", "ADDSLOTSRANGE", from, to);
    await redis.call("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
    if (first && node !== first) await redis.call("CLUSTER", "MEET", HOST, first.port);
  }
  for (const node of nodes) {
    const redis = node.client();
    await vi.waitFor(
      async () => {
        const state = String(await redis.call("CLUSTER", "INFO"));
        if (!/cluster_state:ok/.test(state) || !/cluster_known_nodes:3/.test(state)) throw new Error(state);
      },
      { timeout: 60_000, interval: 100 },
    );
  }
  return nodes;
}
