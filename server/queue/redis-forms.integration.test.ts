import tls from "node:tls";
import { expect, test, vi } from "vitest";
import type { LiveEvent } from "#contracts/live.ts";
import { createLiveHub } from "#server/events/live-hub.ts";
import { testContainer } from "#test/container.ts";
import { ownCertificate, ownCluster, ownRedis, REDIS_PASSWORD } from "#test/redis-servers.ts";
import { aRollout, aWorker, aWorld, coordinatesPlan, until, type World } from "#test/rollouts.ts";
import { createLog } from "../log.ts";

const HOST = "127.0.0.1";
const ROWS = 4_000;

/** All that Sluice does with Redis: jobs, nudges, and events that a web process reads. */
async function mainJobOver(
  url: string,
): Promise<{ readonly world: World; readonly rolloutId: string; readonly events: LiveEvent[] }> {
  const deps = await testContainer({ env: { redisUrl: url } });
  const hub = createLiveHub(url, createLog("silent", "hub"));
  const events: LiveEvent[] = [];
  using _subscription = await hub.subscribe(null, ({ event }) => events.push(event));
  const world = await aWorld(deps, "postgresql", ROWS);
  await aWorker(deps);
  const { id } = await aRollout(world, coordinatesPlan("postgresql", { batch: 100, pause: "200ms" }));
  await until(world, id, (it) => (it.backfills[0]?.batches ?? 0) > 2);
  await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain("backfill.progressed"), { timeout: 60_000 });
  await hub.close();
  return { world, rolloutId: id, events };
}

const toItsGate = ({ world, rolloutId }: { readonly world: World; readonly rolloutId: string }) =>
  until(world, rolloutId, (it) => it.waiting.some(({ code }) => code === "gate"), 90_000);

async function everyRowOnce({ target }: World): Promise<void> {
  const [row] = await target.exec("SELECT count(*)::int AS n FROM city WHERE latitude = lat::numeric(8,5)");
  expect(row?.n).toBe(ROWS);
}

test("Redis with a password and TLS, and its restart in the middle", { timeout: 300_000 }, async () => {
  const { key, cert, pem } = ownCertificate();
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...before, pem]);
  const lines = (port: number) => [
    "port 0",
    `tls-port ${port}`,
    `tls-cert-file ${cert}`,
    `tls-key-file ${key}`,
    `tls-ca-cert-file ${cert}`,
    "tls-auth-clients no",
  ];
  const redis = await ownRedis(lines, { tls: { tls: { ca: pem } } });
  try {
    const job = await mainJobOver(`rediss://:${REDIS_PASSWORD}@${HOST}:${redis.port}`);
    await redis.restart();
    await toItsGate(job);
    await everyRowOnce(job.world);
  } finally {
    tls.setDefaultCACertificates(before);
  }
});

test("a set that sentinels watch, and its failover in the middle", { timeout: 300_000 }, async () => {
  const primary = await ownRedis();
  const standby = await ownRedis(() => [`replicaof ${HOST} ${primary.port}`]);
  await vi.waitFor(async () => expect(await standby.client().info("replication")).toContain("master_link_status:up"), {
    timeout: 60_000,
  });
  const sentinel = await ownRedis(
    () => [
      `sentinel monitor sluice ${HOST} ${primary.port} 1`,
      `sentinel auth-pass sluice ${REDIS_PASSWORD}`,
      "sentinel down-after-milliseconds sluice 1000",
      "sentinel failover-timeout sluice 5000",
    ],
    { sentinel: true },
  );
  await vi.waitFor(
    async () =>
      expect(String(await sentinel.client().call("SENTINEL", "replicas", "sluice"))).toContain(String(standby.port)),
    { timeout: 60_000 },
  );
  const job = await mainJobOver(`redis+sentinel://:${REDIS_PASSWORD}@${HOST}:${sentinel.port}/sluice`);
  await primary.kill();
  await toItsGate(job);
  await everyRowOnce(job.world);
  // The work may be done before the sentinels are.
  await vi.waitFor(async () => expect(await standby.client().info("replication")).toContain("role:master"), {
    timeout: 60_000,
  });
});

test("a cluster of three", { timeout: 300_000 }, async () => {
  const nodes = await ownCluster();
  const hosts = nodes.map(({ port }) => `${HOST}:${port}`).join(",");
  const job = await mainJobOver(`redis+cluster://:${REDIS_PASSWORD}@${hosts}`);
  await toItsGate(job);
  await everyRowOnce(job.world);
});
