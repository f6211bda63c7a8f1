import { postgresErrors } from "./postgres-errors.ts";

const SMALLEST_PAGE = 100;

/** A read in one snapshot that gives up before it would hold back vacuum or be held up behind somebody's ALTER. */
export const READ_PAGE =
  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '5s'; SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = 'force_custom_plan'";

/** Reads a page, and a half of it where it takes too long, down to a hundred rows. */
export async function halvingPages<T>(limit: number, read: (rows: number) => Promise<T>): Promise<T> {
  for (let rows = limit; ; rows = Math.ceil(rows / 2)) {
    try {
      return await read(rows);
    } catch (error) {
      if (postgresErrors.classify(error) !== "too-slow" || rows <= SMALLEST_PAGE) throw error;
    }
  }
}
