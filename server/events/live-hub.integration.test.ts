import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { pino } from "pino";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import type { LiveEvent } from "#contracts/live.ts";
import { freePort } from "#scripts/stack/free-port.ts";
import { startRedis } from "#scripts/stack/redis-server.ts";
import { createLiveHub, type LiveEntry, type LiveHub } from "./live-hub.ts";
import { liveResponse } from "./live-response.ts";
import { createRedisLiveFeed } from "./redis-live-feed.ts";

const LOG = pino({ level: "silent" });
const changed = (n: number): LiveEvent => ({
  type: "migration.changed",
  migrationId: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
});

async function aHub() {
  const options = {
    dir: mkdtempSync(join(inject("serversDir"), "redis-")),
    port: await freePort(),
    password: "for-tests-only",
    logFile: "/dev/null",
  };
  let redis = await startRedis(options);
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
    redis = await startRedis(options);
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
  await vi.waitFor(async () => {
    await feed.publish(changed(0));
    expect(reader.heard.length).toBeGreaterThan(0);
  });
  return reader;
}

test("every reader hears what is published; one that comes back is told what it missed, once and in order", async () => {
  const it = await aHub();
  const first = await warm(it);
  const last = first.heard.at(-1)?.id ?? null;
  for (const n of [1, 2, 3]) await it.feed.publish(changed(n));
  await vi.waitFor(() => expect(first.events().slice(-3)).toEqual([changed(1), changed(2), changed(3)]));
  const back = await listen(it.hub, last);
  expect(back.events()).toEqual([changed(1), changed(2), changed(3)]);
  await it.feed.publish(changed(4));
  await vi.waitFor(() => expect(back.events()).toEqual([changed(1), changed(2), changed(3), changed(4)]));
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
  await vi.waitFor(() => expect(reader.events()).toContainEqual({ type: "reset" }), { timeout: 10_000 });
  await it.feed.publish(changed(5));
  await vi.waitFor(() => expect(reader.events()).toContainEqual(changed(5)));
});

test("kill -9 of Redis: readers are told to fetch everything, and go on hearing", async () => {
  const it = await aHub();
  const reader = await warm(it);
  await it.restart();
  await vi.waitFor(() => expect(reader.events()).toContainEqual({ type: "reset" }), { timeout: 15_000 });
  await vi.waitFor(
    async () => {
      await it.feed.publish(changed(6));
      expect(reader.events()).toContainEqual(changed(6));
    },
    { timeout: 15_000 },
  );
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
  await vi.waitFor(() => expect(text).toMatch(/event: heartbeat\ndata: \d+\n\n/));
  await it.feed.publish(changed(7));
  await vi.waitFor(() => expect(text).toContain(`data: ${JSON.stringify(changed(7))}\n\n`));
  expect(text).toMatch(/id: \d+-\d+\ndata: \{/);
  aborted.abort();
  await reading;
});
