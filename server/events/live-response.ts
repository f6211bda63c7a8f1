import { LIVE_HEARTBEAT_MS } from "#contracts/live.ts";
import type { LiveEntry, LiveHub } from "./live-hub.ts";

/** A reader that is this far behind is cut off; it comes back with its last id. */
const MOST_WAITING = 1_000;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  // Proxies such as nginx would hold small pieces back.
  "x-accel-buffering": "no",
};

const frame = ({ id, event }: LiveEntry): string => `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`;

/** Server-Sent Events: live events with their stream ids, and a heartbeat that tells a silent line from a broken one. */
export function liveResponse(hub: LiveHub, lastId: string | null, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let stop = (): void => undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) < -MOST_WAITING) return end();
          controller.enqueue(encoder.encode(text));
        };
        const ended = new AbortController();
        const end = () => {
          if (ended.signal.aborted) return;
          ended.abort();
          controller.close();
        };
        stop = () => ended.abort();
        signal.addEventListener("abort", end, { once: true });
        send("retry: 1000\n\n");
        const subscription = await hub.subscribe(lastId, (entry) => {
          if (!ended.signal.aborted) send(frame(entry));
        });
        const beat = () => send(`event: heartbeat\ndata: ${Date.now()}\n\n`);
        const timer = setInterval(beat, LIVE_HEARTBEAT_MS);
        const tidy = () => {
          clearInterval(timer);
          subscription[Symbol.dispose]();
        };
        if (ended.signal.aborted) return tidy();
        ended.signal.addEventListener("abort", tidy, { once: true });
        // An id without data: a reader that loses the line at once comes back with it.
        send(`id: ${subscription.id}\n\n`);
        beat();
      },
      cancel: () => stop(),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: HEADERS });
}
