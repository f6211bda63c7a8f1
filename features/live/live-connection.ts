import { LIVE_HEARTBEAT_MS, LIVE_PATH, type LiveEvent, liveEvent } from "#contracts/live.ts";

/** `behind`: the line is silent for longer than it should be. `offline`: there is none. */
export type LiveState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "behind"; readonly since: number }
  | { readonly kind: "offline"; readonly since: number };

const SILENT_AFTER_MS = LIVE_HEARTBEAT_MS * 2 + 1_000;
const REOPEN_AFTER_MS = LIVE_HEARTBEAT_MS * 4;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 15_000;

export interface LiveListener {
  event(event: LiveEvent): void;
  state(state: LiveState): void;
  /** A line was opened without a place to go on from: what was loaded before may be old. */
  reset(): void;
}

/**
 * Holds one EventSource open. The browser reconnects by itself and sends `Last-Event-ID`; this adds a watchdog over the
 * heartbeat, for lines that are open and dead, and a retry for answers after which the browser gives up.
 */
export function openLiveConnection(listener: LiveListener): () => void {
  let source: EventSource | null = null;
  let heardAt = Date.now();
  let offlineSince: number | null = null;
  let retryMs = RETRY_MIN_MS;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const heard = () => {
    heardAt = Date.now();
    offlineSince = null;
    listener.state({ kind: "live" });
  };
  const receive = (message: MessageEvent<string>) => {
    heard();
    if (message.type === "heartbeat") return;
    let json: unknown;
    try {
      json = JSON.parse(message.data);
    } catch {
      return;
    }
    // Events that this version of the page does not know are left to those that do.
    const parsed = liveEvent.safeParse(json);
    if (parsed.success) listener.event(parsed.data);
  };
  const reopenLater = () => {
    source?.close();
    source = null;
    clearTimeout(retry);
    retry = setTimeout(open, retryMs * (0.75 + Math.random() / 2));
    retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
  };
  const failed = () => {
    offlineSince ??= Date.now();
    listener.state({ kind: "offline", since: heardAt });
    if (source?.readyState === EventSource.CLOSED) reopenLater();
  };
  function open() {
    const opened = new EventSource(LIVE_PATH);
    source = opened;
    opened.onopen = () => {
      retryMs = RETRY_MIN_MS;
      heard();
      const isFresh = opened !== resumed;
      resumed = opened;
      if (isFresh) listener.reset();
    };
    opened.onerror = failed;
    opened.onmessage = receive;
    opened.addEventListener("heartbeat", receive as EventListener);
  }
  // The EventSource that has been open already: when it opens again the server replays what was missed.
  let resumed: EventSource | null = null;

  const watchdog = setInterval(() => {
    const silentMs = Date.now() - heardAt;
    if (offlineSince !== null || silentMs < SILENT_AFTER_MS) return;
    listener.state({ kind: "behind", since: heardAt });
    if (silentMs > REOPEN_AFTER_MS && source) reopenLater();
  }, 1_000);
  const lookAgain = () => {
    if (document.visibilityState === "visible" && !source) {
      clearTimeout(retry);
      open();
    }
  };
  document.addEventListener("visibilitychange", lookAgain);
  window.addEventListener("online", lookAgain);
  open();

  return () => {
    clearInterval(watchdog);
    clearTimeout(retry);
    document.removeEventListener("visibilitychange", lookAgain);
    window.removeEventListener("online", lookAgain);
    source?.close();
  };
}
