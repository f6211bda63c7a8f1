import { z } from "zod";
import { id } from "./id.ts";
import { sample } from "./rollout.ts";

/**
 * What travels over Redis and Server-Sent Events. `changed` says that something changed and never what it is now:
 * readers fetch. Only samples carry figures. The SSE id is the id of the Redis stream entry.
 */
export const liveEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("rollout.changed"), rolloutId: id, migrationId: id, databaseId: id }),
  z.object({
    type: z.literal("backfill.progressed"),
    rolloutId: id,
    sample,
    /** Totals of the backfill after the sample. */
    fraction: z.number(),
    rowsScanned: z.number(),
    rowsChanged: z.number(),
    batches: z.number(),
    /** Milliseconds since 1970 when the newest batch of the sample had committed. */
    committedAt: z.number(),
  }),
  z.object({ type: z.literal("migration.changed"), migrationId: id }),
  z.object({ type: z.literal("shadow-run.changed"), migrationId: id }),
  z.object({ type: z.literal("database.changed"), databaseId: id }),
  /** Readings, reasons or the window of a database are others than before. */
  z.object({ type: z.literal("throttle.changed"), databaseId: id }),
  z.object({ type: z.literal("holds.changed") }),
  z.object({ type: z.literal("glass.changed") }),
  z.object({ type: z.literal("people.changed") }),
  z.object({ type: z.literal("workers.changed") }),
  /** The stream could not be replayed from the id that was asked for: fetch everything anew. */
  z.object({ type: z.literal("reset") }),
]);
export type LiveEvent = z.infer<typeof liveEvent>;

/** Sent as an SSE comment-like event this often, so that a silent line is told from a broken one. Milliseconds. */
export const LIVE_HEARTBEAT_MS = 5_000;
/** Not an `Operation`: the answer is a stream. Needs `overview.read`. */
export const LIVE_PATH = "/api/v1/live";
