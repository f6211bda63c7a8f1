import { expect, test } from "vitest";
import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillStore, BatchResult, ShardCheckpoint } from "#core/engines/backfill-store.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { ErrorClass } from "#core/engines/engine-errors.ts";
import { openShard, type ShardRequest } from "./open-shard.ts";

const SPEC = { runId: "run", databaseId: "db", serverId: "srv", table: { name: "t" }, set: { a: "b" }, where: null };
const LAYOUT = { key: { columns: [], source: "primary key" }, rowEstimate: null, shards: [], planHash: "" };
const AUTO = { batchSize: null, pauseMs: 0, duty: 1 };
const never = new AbortController().signal;

class Failing extends Error {
  readonly errorClass: ErrorClass;
  constructor(errorClass: ErrorClass) {
    super("the server's words");
    this.errorClass = errorClass;
  }
}

/** A target whose shard has ten rows a batch and whose next tries fail as told; it remembers what it was asked. */
function target(failures: (Error | "lost-after-commit")[] = []) {
  const state = {
    pos: 0,
    epoch: 0n,
    done: false,
    scanned: 0,
    opened: 0,
    closed: 0,
    cancelled: 0,
    freed: 0,
    held: 0,
    sizes: [] as number[],
    modes: [] as string[],
    setAside: [] as string[],
  };
  const connection: Connection = {
    backend: null,
    query: () => Promise.reject(new Error("not asked")),
    cancel: async () => {
      state.cancelled += 1;
    },
    close: async () => {
      state.closed += 1;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const step = (): BatchResult => {
    const from = `["${state.pos}"]`;
    state.pos += 10;
    state.scanned += 10;
    state.done = state.pos >= 100;
    return { from, to: `["${state.pos}"]`, scanned: 10, changed: 5, skipped: 0, last: state.done };
  };
  const checkpoint = (): ShardCheckpoint => ({
    shardNo: 0,
    epoch: state.epoch,
    state: state.done ? "done" : "open",
    lo: "[]",
    pos: `["${state.pos}"]`,
    hi: '["100"]',
    batches: 0,
    rowsScanned: state.scanned,
    rowsChanged: state.scanned / 2,
    rowsSkipped: 0,
    backend: null,
  });
  const backfill = {
    verifyUnchanged: async () => undefined,
    checkpoints: async () => [checkpoint()],
    claim: async (_: Connection, { floor }: { floor: bigint }) => {
      if (state.done) return null;
      if (state.held > state.freed) throw new Failing("lock-wait");
      state.epoch = (state.epoch > floor ? state.epoch : floor) + 1n;
      return { runId: "run", shardNo: 0, epoch: state.epoch, pos: checkpoint().pos, hi: '["100"]' };
    },
    freeOwner: async () => {
      state.freed += 1;
      return "pid 812";
    },
    setAside: async (...[, , , , failure]: Parameters<BackfillStore["setAside"]>): Promise<BatchResult> => {
      state.setAside.push(failure.code);
      const from = `["${state.pos}"]`;
      state.pos += 1;
      return { from, to: `["${state.pos}"]`, scanned: 1, changed: 0, skipped: 1, last: false };
    },
    runBatch: async (...[, , , claim, { limit, mode }]: Parameters<BackfillStore["runBatch"]>) => {
      state.sizes.push(limit);
      state.modes.push(mode);
      const failure = failures.shift();
      if (claim.epoch !== state.epoch) throw new DomainError("fenced", "taken over");
      if (failure === "lost-after-commit") {
        step();
        throw new DomainError("commit-unknown", "no answer");
      }
      if (failure) throw failure;
      return step();
    },
  } as unknown as BackfillStore;
  const errors = {
    classify: (error: unknown) => (error instanceof Failing ? error.errorClass : "bug"),
    describe: () => ({ code: "12345", message: "the server's words" }),
  };
  const engine = {
    backfill,
    errors,
    capabilities: { defaultBatchSize: 1_000, targetBatchMs: 100, fullSpeedBatchMs: 500, maxConcurrentSlices: null },
  };
  const request: ShardRequest = {
    engine: engine as unknown as ShardRequest["engine"],
    connect: async () => {
      state.opened += 1;
      return connection;
    },
    spec: SPEC,
    layout: LAYOUT,
    shardNo: 0,
    floor: 7n,
    worker: "w",
    batchSize: null,
    now: () => 0,
    random: () => 0,
  };
  return { state, request };
}

async function opened(it: ReturnType<typeof target>) {
  const shard = await openShard(it.request);
  if (!shard) throw new Error("not opened");
  return shard;
}

test("claims above the epoch that the control database has seen", async () => {
  await expect(opened(target())).resolves.toMatchObject({ checkpoint: { epoch: 8n } });
});

test("a done shard is not opened, and its session is closed", async () => {
  const it = target();
  it.state.done = true;
  await expect(openShard(it.request)).resolves.toBeNull();
  expect(it.state).toMatchObject({ opened: 1, closed: 1 });
});

test("a batch size that somebody set wins over the one that follows from time", async () => {
  const it = target();
  const shard = await opened(it);
  await shard.attempt(AUTO, never);
  await shard.attempt({ batchSize: 77, pauseMs: 0, duty: 1 }, never);
  expect(it.state.sizes).toEqual([1_000, 77]);
});

test.each([
  [1, 15],
  [0.99, 10],
])(
  "at full speed a batch may take longer: with a duty of %f one of 100 ms is followed by %i rows",
  async (duty, rows) => {
    const it = target();
    let clock = 0;
    const shard = await opened({ ...it, request: { ...it.request, batchSize: 10, now: () => (clock += 100) } });
    await shard.attempt({ ...AUTO, duty }, never);
    expect(shard.batchSize).toBe(rows);
  },
);

test("a lock wait halves the batch, also one of a size set by hand, and is told of with the wait", async () => {
  const it = target([new Failing("lock-wait")]);
  const shard = await opened(it);
  const settings = { batchSize: 400, pauseMs: 0, duty: 1 };
  await expect(shard.attempt(settings, never)).resolves.toMatchObject({
    kind: "failed",
    failure: { errorClass: "lock-wait", code: "12345", waitMs: 50, nextSize: 200, failuresInARow: 1 },
  });
  expect(shard.isFailing).toBe(true);
  await expect(shard.attempt(settings, never)).resolves.toMatchObject({ kind: "batch", batch: { size: 200 } });
  expect(shard.isFailing).toBe(false);
});

test("a conflict repeats the same size, and halves only after five in a row", async () => {
  const it = target(Array.from({ length: 5 }, () => new Failing("conflict")));
  const shard = await opened(it);
  for (let i = 0; i < 6; i += 1) await shard.attempt(AUTO, never);
  expect(it.state.sizes).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 500]);
});

test("after eight failures in a row it gives up with an error that may be retried later", async () => {
  const it = target(Array.from({ length: 8 }, () => new Failing("lock-wait")));
  const shard = await opened(it);
  const waits: number[] = [];
  for (let i = 0; i < 7; i += 1) {
    const attempt = await shard.attempt(AUTO, never);
    if (attempt.kind === "failed") waits.push(attempt.failure.waitMs);
  }
  expect(waits).toEqual([50, 50, 50, 50, 5_000, 15_000, 30_000]);
  await expect(shard.attempt(AUTO, never)).rejects.toMatchObject({ code: "lock-not-acquired", retryable: true });
});

test("a lost connection is opened anew with a higher epoch, and nothing is done twice", async () => {
  const it = target([new Failing("connection")]);
  const shard = await opened(it);
  await expect(shard.attempt(AUTO, never)).resolves.toMatchObject({ kind: "failed" });
  await expect(shard.attempt(AUTO, never)).resolves.toMatchObject({
    kind: "batch",
    batch: { from: '["0"]', to: '["10"]' },
  });
  expect(it.state).toMatchObject({ opened: 2, epoch: 9n, scanned: 10 });
});

test("a commit whose answer was lost but which happened is counted once and not repeated", async () => {
  const it = target(["lost-after-commit"]);
  const shard = await opened(it);
  await expect(shard.attempt(AUTO, never)).resolves.toMatchObject({
    kind: "failed",
    failure: { errorClass: "connection" },
  });
  await expect(shard.attempt(AUTO, never)).resolves.toMatchObject({
    kind: "batch",
    batch: { from: '["0"]', to: '["10"]', scanned: 10, changed: 5, last: false },
  });
  expect(it.state.scanned).toBe(10);
});

test("a lost answer of the last commit ends the shard as done", async () => {
  const it = target(["lost-after-commit"]);
  it.state.pos = 90;
  const shard = await opened(it);
  await shard.attempt(AUTO, never);
  await expect(shard.attempt(AUTO, never)).resolves.toMatchObject({
    kind: "batch",
    batch: { last: true, scanned: 10 },
  });
});

test("a shard that another worker took over is fenced and never tried again", async () => {
  const it = target();
  const shard = await opened(it);
  it.state.epoch += 1n;
  await expect(shard.attempt(AUTO, never)).resolves.toEqual({ kind: "fenced" });
});

test.each([
  ["schema-moved", "target-changed"],
  ["wrong-server", "target-changed"],
  ["storage", "target-refused"],
  ["rights", "target-rights"],
  ["bug", "target-refused"],
] as const)("%s stops the shard as %s", async (errorClass, code) => {
  const shard = await opened(target([new Failing(errorClass)]));
  await expect(shard.attempt(AUTO, never)).rejects.toMatchObject({ code, retryable: false, extra: { errorClass } });
});

test("an aborted signal cancels the statement, which counts as no failure", async () => {
  const it = target();
  const stop = new AbortController();
  const shard = await opened({
    ...it,
    request: {
      ...it.request,
      engine: {
        ...it.request.engine,
        backfill: {
          ...it.request.engine.backfill,
          runBatch: async () => {
            stop.abort();
            throw new Failing("cancelled");
          },
        },
      },
    },
  });
  await expect(shard.attempt(AUTO, stop.signal)).resolves.toEqual({ kind: "cancelled" });
  expect(it.state.cancelled).toBe(1);
  expect(shard.isFailing).toBe(false);
});

test("on an engine with one writer the pause is at least as long as the batch", async () => {
  const it = target();
  const capabilities = { ...it.request.engine.capabilities, maxConcurrentSlices: 1 };
  const shard = await opened({ ...it, request: { ...it.request, engine: { ...it.request.engine, capabilities } } });
  expect([shard.leastPauseMs(2), shard.leastPauseMs(80)]).toEqual([10, 80]);
});

test("disposing closes the session", async () => {
  const it = target();
  await (await opened(it))[Symbol.asyncDispose]();
  expect(it.state.closed).toBe(1);
});

test("on an engine with row locks a lock wait repeats the range over what others hold, then goes on plainly", async () => {
  const it = target([new Failing("lock-wait")]);
  const capabilities = { ...it.request.engine.capabilities, rowLocks: true };
  const shard = await opened({ ...it, request: { ...it.request, engine: { ...it.request.engine, capabilities } } });
  const settings = { ...AUTO, batchSize: 10 };
  await expect(shard.attempt(settings, never)).resolves.toMatchObject({ failure: { nextSize: 10, waitMs: 0 } });
  await shard.attempt(settings, never);
  await shard.attempt(settings, never);
  expect(it.state.modes).toEqual(["plain", "skip-locked", "plain"]);
});

test("a row that cannot be written is isolated by halves, set aside with its error, and the size is back", async () => {
  const it = target([new Failing("poison"), new Failing("poison"), new Failing("poison")]);
  const shard = await opened(it);
  const settings = { ...AUTO, batchSize: 4 };
  const tries = [await shard.attempt(settings, never), await shard.attempt(settings, never)];
  expect(tries).toMatchObject([
    { kind: "failed", failure: { errorClass: "poison", nextSize: 2, waitMs: 0 } },
    { kind: "failed", failure: { nextSize: 1 } },
  ]);
  expect(shard.isFailing).toBe(true);
  const alone = await shard.attempt(settings, never);
  expect(alone).toMatchObject({ kind: "batch", batch: { poison: 1, skipped: 1, scanned: 1, changed: 0 } });
  expect(it.state.setAside).toEqual(["12345"]);
  expect(shard.isFailing).toBe(false);
  await shard.attempt(settings, never);
  expect(it.state.sizes).toEqual([4, 2, 1, 4]);
});

test("a range that was cut under it is claimed anew while it is still this worker's", async () => {
  const it = target();
  let isOurs = true;
  const shard = await opened({ ...it, request: { ...it.request, isStillOurs: async () => isOurs } });
  it.state.epoch += 1n;
  await expect(shard.attempt(AUTO, never)).resolves.toEqual({ kind: "reclaimed" });
  await expect(shard.attempt(AUTO, never)).resolves.toMatchObject({ kind: "batch", batch: { from: '["0"]' } });
  it.state.epoch += 1n;
  isOurs = false;
  await expect(shard.attempt(AUTO, never)).resolves.toEqual({ kind: "fenced" });
});

test("a frozen owner that holds the checkpoint is ended, told of, and the shard claimed", async () => {
  const it = target();
  it.state.held = 1;
  const freed: string[] = [];
  await opened({ ...it, request: { ...it.request, freed: async (owner) => void freed.push(owner) } });
  expect(freed).toEqual(["pid 812"]);
  expect(it.state.epoch).toBe(8n);
});
