import { expect, test } from "vitest";
import { DomainError } from "#core/domain/domain-error.ts";
import { runSlice } from "./run-slice.ts";
import type { Attempt, Shard } from "./shard.ts";
import type { Batch, FailedTry, SliceHost } from "./slice-host.ts";

const batch = (more: Partial<Batch> = {}): Attempt => ({
  kind: "batch",
  batch: {
    from: "[]",
    to: "[]",
    scanned: 100,
    changed: 100,
    skipped: 0,
    poison: 0,
    last: false,
    size: 100,
    ms: 200,
    ...more,
  },
});
const failure = (more: Partial<FailedTry> = {}): Attempt => ({
  kind: "failed",
  failure: {
    errorClass: "lock-wait",
    code: "55P03",
    message: "",
    failuresInARow: 1,
    waitMs: 70,
    nextSize: 50,
    ...more,
  },
});

const SETTINGS = { batchSize: null, pauseMs: 0, duty: 1 };

/** A shard that answers from a list, and a host whose clock moves with batches and pauses. */
function stage(attempts: Attempt[], host: Partial<SliceHost> = {}, leastPauseMs = 0) {
  const clock = { now: 0 };
  const seen = { batches: [] as Batch[], failures: [] as FailedTry[], pauses: [] as number[], tries: 0 };
  let isFailing = false;
  const shard: Shard = {
    get isFailing() {
      return isFailing;
    },
    leastPauseMs: () => leastPauseMs,
    attempt: async () => {
      seen.tries += 1;
      const next = attempts.shift() ?? batch();
      if (next.kind === "batch") clock.now += next.batch.ms;
      isFailing = next.kind === "failed";
      return next;
    },
  };
  const full: SliceHost = {
    now: () => clock.now,
    mayContinue: async () => true,
    settings: async () => SETTINGS,
    progressed: async (it) => void seen.batches.push(it),
    failed: async (it) => void seen.failures.push(it),
    random: () => 0.5,
    pace: async (rest) => {
      const ms = rest(await full.settings());
      seen.pauses.push(ms);
      clock.now += ms;
    },
    ...host,
  };
  const run = (signal = new AbortController().signal) => runSlice(shard, full, { sliceMs: 1_000, signal });
  return { run, seen, clock };
}

test("ends as done with the shard's last batch", async () => {
  const { run, seen } = stage([batch(), batch({ last: true })]);
  await expect(run()).resolves.toBe("done");
  expect(seen.batches).toHaveLength(2);
});

test("ends as time-up at the first batch boundary after its time", async () => {
  const { run, seen } = stage([]);
  await expect(run()).resolves.toBe("time-up");
  expect(seen.tries).toBe(5);
});

test("asks before each batch and stops when another may not begin", async () => {
  let asked = 0;
  const { run, seen } = stage([], { mayContinue: async () => ++asked <= 2 });
  await expect(run()).resolves.toBe("stopped");
  expect(seen.batches).toHaveLength(2);
});

test("begins nothing when its signal is aborted", async () => {
  const { run, seen } = stage([]);
  await expect(run(AbortSignal.abort())).resolves.toBe("stopped");
  expect(seen.tries).toBe(0);
});

test("a cancelled statement ends it as stopped, a fenced one as fenced", async () => {
  await expect(stage([{ kind: "cancelled" }]).run()).resolves.toBe("stopped");
  await expect(stage([{ kind: "fenced" }]).run()).resolves.toBe("fenced");
});

test("reads the settings before each batch and pauses as they say", async () => {
  let asked = 0;
  // Asked before each batch and after it: a change meanwhile counts for the pause that is under way.
  const { run, seen } = stage([], { settings: async () => ({ ...SETTINGS, pauseMs: Math.floor(asked++ / 2) * 100 }) });
  await run();
  expect(seen.pauses).toEqual([0, 100, 200, 300]);
});

test("pauses at least as long as the engine needs", async () => {
  const { run, seen } = stage([], {}, 300);
  await run();
  expect(seen.pauses).toEqual([300, 300]);
});

test("a failed try is told of and waited for, and the next follows only if it may", async () => {
  let asked = 0;
  const { run, seen } = stage([failure(), failure({ waitMs: 90 })], { mayContinue: async () => ++asked <= 2 });
  await expect(run()).resolves.toBe("stopped");
  expect(seen.failures).toHaveLength(2);
  expect(seen.pauses).toEqual([70, 90]);
});

test("does not end by time in the middle of a row of failures", async () => {
  const { run, seen } = stage([failure({ waitMs: 5_000 }), failure({ waitMs: 15_000 }), batch()]);
  await expect(run()).resolves.toBe("time-up");
  expect(seen.batches).toHaveLength(1);
});

test("what stops the shard passes through", async () => {
  const refused = new DomainError("target-refused", "no room");
  const { run } = stage([], { settings: () => Promise.reject(refused) });
  await expect(run()).rejects.toBe(refused);
});

test("rests so long that work takes its share of the time, and the pause comes on top", async () => {
  const { run, seen } = stage([], { settings: async () => ({ ...SETTINGS, pauseMs: 50, duty: 0.5 }) });
  await run();
  expect(seen.pauses).toEqual([250, 250, 250]);
});

test("a range that was cut under it is claimed anew, and the slice goes on", async () => {
  const { run, seen } = stage([batch(), { kind: "reclaimed" }, batch({ last: true })]);
  await expect(run()).resolves.toBe("done");
  expect(seen.batches).toHaveLength(2);
});
