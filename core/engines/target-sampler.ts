import type { Reading } from "#core/domain/signal.ts";
import type { Connection } from "./connection.ts";
import type { TableRef } from "./introspector.ts";

/** Somebody waits for a lock that a session of ours holds. */
export interface BlockedSession {
  readonly ours: string;
  readonly ourName: string;
  readonly waiter: string;
  readonly waiterName: string;
  readonly waitedMs: number;
}

/** Reads the health of a target in short queries on a session of its own. */
export interface TargetSampler {
  /**
   * All that this engine can read, those it cannot with `value: null` and why. `memory` is what the last call gave
   * back: counters need two looks.
   */
  sample(
    connection: Connection,
    request: {
      readonly tables: readonly TableRef[];
      /** Cores of the server; `null`: not known, so nothing is given per core. */
      readonly cores: number | null;
      /** Replicas that must be there, by `application_name`; a missing one is a reading of its own. */
      readonly expectedReplicas: readonly string[];
      readonly memory: unknown;
    },
  ): Promise<{ readonly readings: readonly Reading[]; readonly memory: unknown }>;
  blocked(connection: Connection): Promise<readonly BlockedSession[]>;
  /** Cancels the statement of a session of ours, so that its batch rolls back. */
  cancel(connection: Connection, session: string): Promise<boolean>;
  /** Writes the heartbeat row on the primary; answers its number. `null` where there are no replicas. */
  beat(connection: Connection): Promise<bigint | null>;
  /** The heartbeat's number on a replica, `null` when the row is not there yet. */
  readBeat(connection: Connection): Promise<bigint | null>;
  /** A number from a query of the user's, in a read-only transaction with a short timeout. */
  probe(connection: Connection, sql: string): Promise<number>;
}
