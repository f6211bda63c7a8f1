import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";

/** One stretch in which the standby did not replay. */
export interface LagEpisode {
  /** From the moment at which the lag passed the limit to the last commit of a batch; 0: none followed. */
  readonly writtenForMs: number;
  /** Batches that committed after it; one of them may have been in flight. */
  readonly batches: number;
}

const LOOK_MS = 10;

/** Watches the lag with a heartbeat of its own, and the commits of batches, on one clock. */
export async function lagWatch(primaryUrl: string, standbyUrl: string) {
  const [beats, commits, standby] = [primaryUrl, primaryUrl, standbyUrl].map(
    (connectionString) => new Client({ connectionString }),
  ) as [Client, Client, Client];
  await Promise.all([beats, commits, standby].map((client) => client.connect()));
  await beats.query("CREATE TABLE bench_beat (seq int NOT NULL); INSERT INTO bench_beat VALUES (0)");
  const sent: number[] = [];
  const state = { lagMs: 0, batches: 0, committedAt: 0, isOver: false };

  const beat = async (): Promise<void> => {
    const at = performance.now();
    await beats.query(`UPDATE bench_beat SET seq = ${sent.length + 1}`);
    sent.push(at);
    const { rows } = await standby.query("SELECT seq FROM bench_beat").catch(() => ({ rows: [{ seq: 0 }] }));
    const missed = sent[Number(rows[0]?.seq ?? 0)];
    state.lagMs = missed === undefined ? 0 : performance.now() - missed;
  };
  const look = async (): Promise<void> => {
    const { rows } = await commits.query("SELECT coalesce(sum(batches), 0)::int AS n FROM sluice.backfill_shard");
    const n = Number(rows[0]?.n);
    if (n > state.batches) state.committedAt = performance.now();
    state.batches = n;
  };
  const repeat = async (work: () => Promise<void>): Promise<void> => {
    while (!state.isOver) {
      await work();
      await wait(LOOK_MS);
    }
  };
  const running = [repeat(beat), repeat(look)];

  return {
    lagMs: () => state.lagMs,
    batches: () => state.batches,
    /** From now on until nothing has committed for so long after the limit was passed. */
    async episode(limitMs: number, quietMs: number): Promise<LagEpisode> {
      while (state.lagMs < limitMs) await wait(LOOK_MS / 2);
      // The lag is known a moment late: what it is beyond the limit has passed since.
      const passedAt = performance.now() - (state.lagMs - limitMs);
      const before = state.batches;
      while (performance.now() - Math.max(passedAt, state.committedAt) < quietMs) await wait(LOOK_MS);
      const batches = state.batches - before;
      return { batches, writtenForMs: Math.max(0, state.committedAt - passedAt) };
    },
    async [Symbol.asyncDispose]() {
      state.isOver = true;
      await Promise.allSettled(running);
      await Promise.all([beats, commits, standby].map((client) => client.end()));
    },
  };
}
