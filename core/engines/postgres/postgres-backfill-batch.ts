import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, BatchRequest, BatchResult, ShardClaim } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { endOf, nextPage } from "./postgres-backfill-page.ts";
import { type Range, updateIn } from "./postgres-backfill-sql.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { heldUpdate } from "./postgres-held-update.ts";
import { inShardTransaction, moveCheckpoint } from "./postgres-shard-transaction.ts";

/** A batch that passes over locked rows looks at each of them alone. */
const MOST_ROWS_SKIPPING = 500;

type Written = Pick<BatchResult, "changed" | "skipped">;

/** Lock and read the checkpoint, find the upper key, change the rows, move the checkpoint, commit. */
export async function runBatch(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  claim: ShardClaim,
  { limit, mode }: BatchRequest,
): Promise<BatchResult> {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new DomainError("invalid-input", `A batch has at least one row, not ${limit}.`);
  // An address that another writer holds may name no row, or another one, by the time it is looked at again.
  const skipLocked = mode === "skip-locked" && layout.key.kind !== "address";
  const rows = skipLocked ? Math.min(limit, MOST_ROWS_SKIPPING) : limit;
  return await inShardTransaction(connection, spec, claim, async (shard) => {
    const hi = await endOf(connection, spec, layout, shard);
    const page = await nextPage(connection, spec, layout, { lo: shard.pos, hi }, rows);
    const range = { lo: shard.pos, hi: page.to };
    const written = page.scanned === 0 ? NOTHING : await write(connection, spec, layout, claim, { range, skipLocked });
    const result = { from: shard.pos, ...page, ...written };
    await moveCheckpoint(connection, claim, result, hi);
    return result;
  });
}

const NOTHING: Written = { changed: 0, skipped: 0 };

async function write(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  { runId, shardNo }: ShardClaim,
  { range, skipLocked }: { readonly range: Range; readonly skipLocked: boolean },
): Promise<Written> {
  if (!skipLocked && !spec.keepOldValues) {
    const { text, params } = updateIn(spec, layout, range);
    return { changed: (await connection.query(text, params)).rowCount, skipped: 0 };
  }
  const { text, params } = heldUpdate(spec, layout, { runId, shardNo, rows: range, skipLocked });
  const { rows } = await connection.query(text, params);
  return { changed: Number(rows[0]?.changed ?? 0), skipped: Number(rows[0]?.skipped ?? 0) };
}

/**
 * Tries the next row once more, alone: a row born meanwhile may stand before the one that failed. Where it fails by its
 * own data it is set aside, and the checkpoint moves past it, in one transaction.
 */
export async function setAside(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  claim: ShardClaim,
  failure: { readonly code: string; readonly message: string },
): Promise<BatchResult> {
  if (layout.key.kind === "address") {
    throw new DomainError(
      "unsupported",
      `A row of ${spec.table.name} fails by its own data: ${failure.message} (${failure.code}). It cannot be set aside, because the table has no key to find it by again. Nothing was changed by its batch. Mend the row or the expression, or add a primary key, then resume.`,
    );
  }
  return await inShardTransaction(connection, spec, claim, async (shard) => {
    const hi = await endOf(connection, spec, layout, shard);
    const page = await nextPage(connection, spec, layout, { lo: shard.pos, hi }, 1);
    const range = { lo: shard.pos, hi: page.to };
    const written = page.scanned === 0 ? NOTHING : await writeOrSetAside(connection, spec, layout, claim, range);
    const result = { from: shard.pos, ...page, ...written };
    await moveCheckpoint(connection, claim, result, hi);
    return result;
  });
}

async function writeOrSetAside(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  claim: ShardClaim,
  range: Range,
): Promise<Written> {
  await connection.query("SAVEPOINT sluice_row");
  try {
    return await write(connection, spec, layout, claim, { range, skipLocked: false });
  } catch (error) {
    if (postgresErrors.classify(error) !== "poison") throw error;
    const { code, message } = postgresErrors.describe(error);
    await connection.query("ROLLBACK TO SAVEPOINT sluice_row");
    await connection.query(
      `INSERT INTO sluice.backfill_skip AS s (run_id, row_key, shard_no, kind, code, message) VALUES ($1::uuid, $2, $3, 'poison', $4, $5)
       ON CONFLICT (run_id, row_key) DO UPDATE SET status = CASE s.status WHEN 'waived' THEN 'waived' ELSE 'open' END, kind = 'poison', shard_no = EXCLUDED.shard_no,
         code = EXCLUDED.code, message = EXCLUDED.message, last_at = clock_timestamp()`,
      [claim.runId, range.hi, claim.shardNo, code, message],
    );
    return { changed: 0, skipped: 1 };
  }
}
