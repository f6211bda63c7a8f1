import { randomUUID } from "node:crypto";
import { setTimeout as timer } from "node:timers/promises";
import type { Logger } from "pino";
import { type LiveEvent, liveEvent } from "#contracts/live.ts";
import { closeRedis, connectRedis, HINTS, type RedisClient, WAITING } from "./connect-redis.ts";
import { LIVE_FIELD, LIVE_STREAM } from "./live-stream.ts";
import { isAfter } from "./stream-id.ts";

const BLOCK_MS = 2_000;
const MOST_AT_ONCE = 500;
const RETRY_MS = 500;
/** Gone when Redis was emptied: then events may have been lost without a gap in the ids. */
const MARK_KEY = "sluice:live:mark";
const START = "0-0";

export interface LiveEntry {
  readonly id: string;
  readonly event: LiveEvent;
}
type Listener = (entry: LiveEntry) => void;

export interface LiveHub {
  /** Entries after `lastId` are replayed first; where that cannot be, a `reset`. Answers the id to begin with. */
  subscribe(lastId: string | null, listener: Listener): Promise<{ readonly id: string } & Disposable>;
  close(): Promise<void>;
}

/** One reader of the Redis stream for a web process, however many browsers listen. */
export function createLiveHub(redisUrl: string, log: Logger): LiveHub {
  const reader = connectRedis(redisUrl, log, "live", WAITING);
  const replayer = connectRedis(redisUrl, log, "replay", HINTS);
  const listeners = new Set<Listener>();
  const closed = new AbortController();
  let lastId = START;
  let mark: string | null = null;
  let isCut = false;
  reader.on("close", () => {
    isCut = true;
  });
  const tell = (entry: LiveEntry) => {
    for (const listener of listeners) listener(entry);
  };

  /** Redis was emptied or away: nobody can know what was missed. */
  async function checkContinuity(): Promise<void> {
    const found = await reader
      .set(MARK_KEY, randomUUID(), "NX", "GET")
      .then((before) => before ?? reader.get(MARK_KEY));
    const isOther = mark !== null && found !== mark;
    mark = found;
    if (!isOther && !isCut) return;
    isCut = false;
    if (isOther) lastId = await newestId(reader);
    tell({ id: lastId, event: { type: "reset" } });
  }

  async function run(): Promise<void> {
    lastId = await newestId(reader);
    isCut = false;
    while (!closed.signal.aborted) {
      await checkContinuity();
      const answer = await reader.xread("COUNT", MOST_AT_ONCE, "BLOCK", BLOCK_MS, "STREAMS", LIVE_STREAM, lastId);
      for (const [id, fields] of answer?.[0]?.[1] ?? []) {
        lastId = id;
        const event = parse(fields);
        if (event) tell({ id, event });
      }
    }
  }

  const started = (async () => {
    while (!closed.signal.aborted) {
      await run().catch(async (error: unknown) => {
        if (closed.signal.aborted) return;
        log.debug({ reason: String(error) }, "the live stream broke off; reading on");
        isCut = true;
        await timer(RETRY_MS, undefined, { signal: closed.signal }).catch(() => undefined);
      });
    }
  })();

  /** Tells what came after `from`; answers the last id that was told. */
  async function replay(from: string, listener: Listener): Promise<string> {
    const missed = await entriesAfter(replayer, from).catch(() => null);
    if (missed === null) {
      listener({ id: lastId, event: { type: "reset" } });
      return lastId;
    }
    for (const entry of missed) listener(entry);
    return missed.at(-1)?.id ?? from;
  }

  return {
    async subscribe(from, listener) {
      const held: LiveEntry[] = [];
      let isReplaying = true;
      const own: Listener = (entry) => (isReplaying ? held.push(entry) : listener(entry));
      listeners.add(own);
      const sent = from === null ? lastId : await replay(from, listener);
      isReplaying = false;
      for (const entry of held) if (entry.event.type === "reset" || isAfter(entry.id, sent)) listener(entry);
      return { id: sent, [Symbol.dispose]: () => void listeners.delete(own) };
    },
    async close() {
      closed.abort();
      listeners.clear();
      reader.disconnect();
      await Promise.all([started, closeRedis(replayer)]);
    },
  };
}

async function newestId(redis: RedisClient): Promise<string> {
  const [newest] = await redis.xrevrange(LIVE_STREAM, "+", "-", "COUNT", 1);
  return newest?.[0] ?? START;
}

/** `null` where `from` is not in the stream any more: what followed it may be gone too. */
async function entriesAfter(redis: RedisClient, from: string): Promise<readonly LiveEntry[] | null> {
  if (!/^\d+-\d+$/.test(from)) return null;
  const entries = await redis.xrange(LIVE_STREAM, from, "+");
  if (entries[0]?.[0] !== from) return null;
  return entries.slice(1).flatMap(([id, fields]) => {
    const event = parse(fields);
    return event ? [{ id, event }] : [];
  });
}

/** An entry of another version of Sluice is passed over. */
function parse(fields: readonly string[]): LiveEvent | null {
  const text = fields[fields.indexOf(LIVE_FIELD) + 1];
  try {
    return liveEvent.safeParse(JSON.parse(text ?? "")).data ?? null;
  } catch {
    return null;
  }
}
