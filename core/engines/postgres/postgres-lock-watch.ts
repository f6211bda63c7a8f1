import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "../connection.ts";
import type { LockTimes } from "../ddl-runner.ts";

/** A statement that ends sooner has not waited for anything that is worth a look. */
const FIRST_LOOK_MS = 4;
const LOOK_MS = 8;
/** How often it is asked while COMMIT is under way whether the locks are gone. */
const RELEASE_LOOK_MS = 3;

/** These take no lock on a table that anybody could feel. */
const LOCKS_NOTHING =
  /^\s*(?:create\s+(?:or\s+replace\s+)?(?:function|procedure|schema|type|domain|sequence)|alter\s+type|grant|revoke|set|select\s+(?:pg_catalog\.)?set_config|values|show)\b/i;

/**
 * Measures what others could feel of one transaction: how long it held locks on tables, without the time it waited for
 * the first of them. Only the server knows when a statement stopped waiting, so another session looks on.
 */
export class PostgresLockWatch {
  readonly #backend: string | null;
  readonly #monitor: Connection | undefined;
  #heldSince: number | null = null;
  #waitedMs = 0;
  #heldUntil = Number.NaN;
  #isLooking = false;

  constructor(backend: string | null, monitor: Connection | undefined) {
    this.#backend = backend;
    this.#monitor = monitor;
  }

  /** Runs a statement of the transaction. */
  async during<T>(statement: string, send: () => Promise<T>): Promise<T> {
    if (LOCKS_NOTHING.test(statement)) return await send();
    const sentAt = performance.now();
    const endLook = this.#lookOn(sentAt);
    try {
      return await send();
    } finally {
      const waitedMs = endLook();
      this.#waitedMs += waitedMs;
      this.#heldSince ??= sentAt + waitedMs;
    }
  }

  /**
   * Runs COMMIT. The server lets go of the locks, then deletes the files of what was dropped, and answers only then: with a
   * large index or table that takes much longer than the hold. So the other session sees when the locks are gone.
   */
  async untilReleased(commit: () => Promise<void>): Promise<void> {
    const ended = new AbortController();
    const seen = this.#monitor && this.#heldSince !== null ? this.#release(this.#monitor, ended.signal) : null;
    try {
      await commit();
      this.#heldUntil = performance.now();
    } finally {
      ended.abort();
      this.#heldUntil = Math.min(this.#heldUntil, (await seen) ?? Number.POSITIVE_INFINITY);
    }
  }

  /** When a look found no lock any more: never before they were let go. `null`: COMMIT was answered first. */
  async #release(monitor: Connection, ended: AbortSignal): Promise<number | null> {
    while (!ended.aborted) {
      await pause(RELEASE_LOOK_MS);
      if (ended.aborted || this.#isLooking) continue;
      try {
        const { rows } = await monitor.query(
          "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = $1::int AND locktype = 'relation') AS held",
          [this.#backend],
        );
        if (rows[0]?.held === false) return performance.now();
      } catch {
        return null;
      }
    }
    return null;
  }

  /** After COMMIT; `null`: no lock was taken. */
  times(): LockTimes | null {
    if (this.#heldSince === null) return null;
    const heldMs = round(this.#heldUntil - this.#heldSince);
    return { heldMs, waitedMs: this.#monitor ? round(this.#waitedMs) : null };
  }

  /** Looks again and again until told to end; answers how long the session was seen waiting. Nothing waits for a look. */
  #lookOn(sentAt: number): () => number {
    const monitor = this.#monitor;
    if (!monitor) return () => 0;
    const seen: { since: number; until: number }[] = [];
    let looks = 0;
    let hasEnded = false;
    const look = async () => {
      const at = performance.now();
      looks += 1;
      if (this.#isLooking || !(await this.#isWaiting(monitor)) || hasEnded) return;
      // Seen at once: it has waited since it was sent. Later: it had something to do before.
      const since = seen[0]?.since ?? (looks === 1 ? sentAt : at);
      seen[0] = { since, until: at };
    };
    const first = setTimeout(() => void look(), FIRST_LOOK_MS);
    const others = setInterval(() => void look(), LOOK_MS);
    return () => {
      hasEnded = true;
      clearTimeout(first);
      clearInterval(others);
      return seen[0] ? seen[0].until - seen[0].since : 0;
    };
  }

  async #isWaiting(monitor: Connection): Promise<boolean> {
    this.#isLooking = true;
    try {
      const { rows } = await monitor.query(
        "SELECT wait_event_type = 'Lock' AS waiting FROM pg_stat_get_activity($1::int)",
        [this.#backend],
      );
      return rows[0]?.waiting === true;
    } catch {
      // Who cannot look takes the wait for a part of the hold: too long is told, never too short.
      return false;
    } finally {
      this.#isLooking = false;
    }
  }
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
