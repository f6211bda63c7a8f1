import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { pino } from "pino";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import type { LiveEvent } from "#contracts/live.ts";
import { isAlive } from "#scripts/stack/process-identity.ts";
import { type RunningRedis, startRedis } from "#scripts/stack/redis-server.ts";
import { onFreePort } from "#test/servers.ts";
import { createLiveHub, type LiveEntry, type LiveHub } from "./live-hub.ts";
import { liveResponse } from "./live-response.ts";
import { createRedisLiveFeed } from "./redis-live-feed.ts";

const LOG = pino({ level: "silent" });
const PATIENCE = { timeout: 30_000 };
const changed = (n: number): LiveEvent => ({
  type: "migration.changed",
  migrationId: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
});

async function aHub() {
  const options = {
    dir: mkdtempSync(join(inject("serversDir"), "redis-")),
    password: "for-tests-only",
    logFile: "/dev/null",
  };
  const { port, ...started } = await onFreePort(async (port) => ({
    port,
    ...(await startRedis({ ...options, port })),
  }));
  let redis: RunningRedis = started;
  const feed = createRedisLiveFeed(redis.url, LOG);
  const hub = createLiveHub(redis.url, LOG);
  const admin = new Redis(redis.url, { retryStrategy: () => 50 });
  admin.on("error", () => undefined);
  onTestFinished(async () => {
    admin.disconnect();
    await Promise.all([feed.close(), hub.close()]);
    await redis.stop();
  });
  const restart = async () => {
    process.kill(redis.pid, "SIGKILL");
    // Until then it has the port.
    await vi.waitFor(() => expect(isAlive(redis)).toBe(false), PATIENCE);
    redis = await startRedis({ ...options, port });
  };
  return { feed, hub, admin, restart };
}

/** A reader that remembers what it heard. */
async function listen(hub: LiveHub, from: string | null = null) {
  const heard: LiveEntry[] = [];
  const subscription = await hub.subscribe(from, (entry) => heard.push(entry));
  onTestFinished(() => subscription[Symbol.dispose]());
  return { heard, events: () => heard.map(({ event }) => event), id: subscription.id };
}

async function warm({ hub, feed }: Awaited<ReturnType<typeof aHub>>) {
  const reader = await listen(hub);
  // The last one that was published is the last one that was heard: none of them comes later.
  let n = 100;
  await vi.waitFor(async () => {
    n += 1;
    await feed.publish(changed(n));
    await vi.waitFor(() => expect(reader.events()).toContainEqual(changed(n)), { timeout: 2_000 });
  }, PATIENCE);
  return reader;
}

test("every reader hears what is published; one that comes back is told what it missed, once and in order", async () => {
  const it = await aHub();
  const first = await warm(it);
  const last = first.heard.at(-1)?.id ?? null;
  for (const n of [1, 2, 3]) await it.feed.publish(changed(n));
  await vi.waitFor(() => expect(first.events().slice(-3)).toEqual([changed(1), changed(2), changed(3)]), PATIENCE);
  const back = await listen(it.hub, last);
  expect(back.events()).toEqual([changed(1), changed(2), changed(3)]);
  await it.feed.publish(changed(4));
  await vi.waitFor(() => expect(back.events()).toEqual([changed(1), changed(2), changed(3), changed(4)]), PATIENCE);
});

test.each(["1-0", "0-0", "nonsense"])(
  "a reader whose id %s is not in the stream any more is told to fetch everything",
  async (id) => {
    const it = await aHub();
    await warm(it);
    expect((await listen(it.hub, id)).events()).toEqual([{ type: "reset" }]);
  },
);

test("FLUSHALL: readers are told to fetch everything, and go on hearing", async () => {
  const it = await aHub();
  const reader = await warm(it);
  await it.admin.flushall();
  await vi.waitFor(() => expect(reader.events()).toContainEqual({ type: "reset" }), PATIENCE);
  await it.feed.publish(changed(5));
  await vi.waitFor(() => expect(reader.events()).toContainEqual(changed(5)), PATIENCE);
});

test("kill -9 of Redis: readers are told to fetch everything, and go on hearing", async () => {
  const it = await aHub();
  const reader = await warm(it);
  await it.restart();
  await vi.waitFor(() => expect(reader.events()).toContainEqual({ type: "reset" }), PATIENCE);
  await vi.waitFor(async () => {
    await it.feed.publish(changed(6));
    expect(reader.events()).toContainEqual(changed(6));
  }, PATIENCE);
});

test("the stream of Server-Sent Events has an id for each event and begins with a heartbeat", async () => {
  const it = await aHub();
  const { heard } = await warm(it);
  const aborted = new AbortController();
  const response = liveResponse(it.hub, heard.at(-1)?.id ?? null, aborted.signal);
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  let text = "";
  const reading = (async () => {
    for await (const piece of response.body ?? []) text += new TextDecoder().decode(piece);
  })();
  await vi.waitFor(() => expect(text).toMatch(/event: heartbeat\ndata: \d+\n\n/), PATIENCE);
  await it.feed.publish(changed(7));
  await vi.waitFor(() => expect(text).toContain(`data: ${JSON.stringify(changed(7))}\n\n`), PATIENCE);
  expect(text).toMatch(/id: \d+-\d+\ndata: \{/);
  aborted.abort();
  await reading;
});
