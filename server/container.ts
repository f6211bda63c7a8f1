import type { Logger } from "pino";
import type { PrismaClient } from "#prisma/client/client.ts";
import type { Auth } from "./auth/auth.ts";
import type { Env } from "./env.ts";
import type { LiveFeed } from "./events/live-feed.ts";
import type { JobQueue } from "./queue/job-queue.ts";
import type { Sealer } from "./secrets/sealer.ts";
import type { RunSignals } from "./signals/run-signals.ts";
import type { Targets } from "./targets/targets.ts";

/**
 * What use cases are given. `prisma` goes to repositories only (`server/<noun>/<noun>-repository.ts` exports plain
 * functions that take it, or a transaction, first); a use case never builds a query itself.
 */
export interface Container {
  readonly env: Env;
  readonly log: Logger;
  readonly prisma: PrismaClient;
  readonly auth: Auth;
  readonly sealer: Sealer;
  readonly targets: Targets;
  readonly feed: LiveFeed;
  readonly queue: JobQueue;
  readonly signals: RunSignals;
  /** Aborts when this process has been asked to stop: no new batch, no new step. */
  readonly draining: AbortSignal;
  /** The control database's clock, as long as it has been read once: this machine's may be wrong. */
  now(): Date;
  /** Reads that clock, before it decides when something is due. */
  synchronise(): Promise<void>;
  /** Closes connections; errors are collected, none hides another. */
  close(): Promise<void>;
}

export type Needs<K extends keyof Container> = Pick<Container, K>;
