import type { BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { readKey } from "./postgres-backfill-layout.ts";
import { nextPage } from "./postgres-backfill-page.ts";
import { keyAt, type Range } from "./postgres-backfill-sql.ts";
import { halvingPages, READ_PAGE } from "./postgres-halving-pages.ts";
import { inTransaction } from "./postgres-transaction.ts";

/** As many ranges of about so many rows as are asked for, spread over the table. A small table is one range, or few. */
export async function sampleRanges(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  { ranges, rows }: { readonly ranges: number; readonly rows: number },
): Promise<readonly Range[]> {
  const found: Range[] = [];
  for (const start of await startsOf(connection, spec, layout, { ranges, rows })) {
    const page = await halvingPages(rows, (limit) =>
      inTransaction(connection, () => nextPage(connection, spec, layout, start, limit), READ_PAGE),
    );
    if (page.scanned > 0) found.push({ lo: start.lo, hi: page.to });
  }
  return found;
}

/** Where shards begin; in a table that is one shard, places that a short walk along the key finds. */
async function startsOf(
  connection: Connection,
  spec: BackfillSpec,
  { key, shards, rowEstimate }: BackfillLayout,
  { ranges, rows }: { readonly ranges: number; readonly rows: number },
): Promise<readonly Range[]> {
  const real = shards.filter((shard) => shard.lo !== shard.hi).map(({ lo, hi }) => ({ lo, hi }));
  const [only] = real;
  if (!only || real.length > 1 || key.kind === "address" || (rowEstimate ?? 0) <= rows) return real.slice(0, ranges);
  const step = Math.max(rows, Math.floor((rowEstimate ?? 0) / ranges));
  const starts: Range[] = [only];
  for (let at = 1; at < ranges; at++) {
    const next = keyAt(spec, key, only, { offset: at * step - 1 });
    const lo: KeyText | null = await inTransaction(connection, () => readKey(connection, next), READ_PAGE);
    if (lo === null || lo === only.hi) break;
    starts.push({ lo, hi: only.hi });
  }
  return starts;
}
