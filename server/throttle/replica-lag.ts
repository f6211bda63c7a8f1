import type { Reading } from "#core/domain/signal.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";

/** Beats that are remembered: more than the longest lag worth a number. */
const MOST_BEATS = 600;

/**
 * Lag by heartbeat: the primary's row gets a new number each second, and the age of the number that a replica shows is
 * its lag. Both times are of this process's steady clock, so no clock of a server matters.
 */
export class ReplicaLag {
  readonly #beats: { readonly seq: bigint; readonly at: number }[] = [];

  async beat(engine: Engine, primary: Connection): Promise<void> {
    const seq = await engine.sampler.beat(primary);
    if (seq === null) return;
    this.#beats.push({ seq, at: performance.now() });
    if (this.#beats.length > MOST_BEATS) this.#beats.shift();
  }

  async read(engine: Engine, replica: Connection, host: string): Promise<Reading> {
    const seen = await engine.sampler.readBeat(replica);
    const base = { code: "replica_lag", unit: "s", host } as const;
    if (seen === null) return { ...base, value: null, problem: "our heartbeat has not arrived there yet" };
    // Up to date until the moment at which the first beat that it does not show was made.
    const missed = this.#beats.find(({ seq }) => seq > seen);
    return { ...base, value: missed ? (performance.now() - missed.at) / 1_000 : 0 };
  }
}
