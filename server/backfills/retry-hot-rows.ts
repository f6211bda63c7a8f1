import type { Needs } from "#server/container.ts";
import type { Slice } from "./slice.ts";

const AT_ONCE = 50;
/** Doubled by the engine with each try of a row. */
const NOT_WITHIN_MS = 15_000;

/** Some of the rows that others held when their batch passed; all of them are swept before the backfill has succeeded. */
export async function retryHotRows({ log }: Needs<"log">, { backfill, monitor }: Slice): Promise<void> {
  const { engine, connection } = monitor;
  if (!engine.capabilities.rowLocks) return;
  try {
    await engine.skippedRows.retry(connection, backfill.spec, backfill.layout, {
      filter: { kind: "hot", status: "open" },
      limit: AT_ONCE,
      notWithinMs: NOT_WITHIN_MS,
    });
  } catch (error) {
    // Nothing is lost: they stay set aside, and are tried again.
    log.debug({ backfillId: backfill.id, reason: String(error) }, "rows that others held could not be tried again");
  }
}
