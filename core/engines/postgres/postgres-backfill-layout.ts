import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { keyTextOf, NO_KEY } from "../key-text.ts";
import { planHashOf, readTableState, type TableState } from "./postgres-backfill-facts.ts";
import { keyAt, type Range, type Sql, updateIn } from "./postgres-backfill-sql.ts";
import type { Cut } from "./postgres-bound-sources.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteTableName } from "./postgres-names.ts";
import { checkPlans } from "./postgres-plan-check.ts";
import { refuseQuiet } from "./postgres-refuse-quiet.ts";
import { refuseUnrepeatable } from "./postgres-repeatable.ts";
import { estimateRows } from "./postgres-row-estimate.ts";
import { chooseBounds } from "./postgres-shard-bounds.ts";
import { inTransaction } from "./postgres-transaction.ts";
import { refuseVolatile } from "./postgres-volatility.ts";

const EVERYTHING: Range = { lo: NO_KEY, hi: NO_KEY };
/** A table of so few rows is not worth a second worker. */
const WORTH_CUTTING = 20_000;

type Shards = BackfillLayout["shards"];

/** Reads one key, `null` where the range holds none. */
export async function readKey(connection: Connection, { text, params }: Sql): Promise<KeyText | null> {
  const { rows } = await connection.query(text, params);
  return rows[0] ? keyTextOf(Object.values(rows[0]).map(String)) : null;
}

/**
 * Shards up to the last key of now, and a tail whose end its first batch freezes: rows that were born meanwhile. An
 * unfrozen shard ends where it begins. Rows born later still are the business of sync or a default. A partitioned table
 * is cut along its root's key, over all its partitions.
 */
export async function layOut(
  connection: Connection,
  spec: BackfillSpec,
  { shards: asked }: { readonly shards: number },
): Promise<BackfillLayout> {
  const state = await readTableState(connection, spec);
  const { key, columns, facts } = state;
  refuseColumns(spec, state);
  await refuseHiddenRows(connection, spec);
  await refuseVolatile(connection, spec);
  if (spec.quiet) await refuseQuiet(connection, spec);
  if (key.kind === "address") await refuseAddress(spec);
  const targets = columns.filter((it) => it.name in spec.set).map(({ name, type }) => ({ name, type }));
  await tryStatement(connection, spec, updateIn(spec, { key, targets }, EVERYTHING));
  const last = await readKey(connection, keyAt(spec, key, EVERYTHING, "last"));
  const rowEstimate = last === null ? 0 : await estimateRows(connection, spec);
  const real = last === null ? [] : await cutUp(connection, spec, { key, last, rowEstimate, asked });
  const tail = { shardNo: real.length, lo: last ?? NO_KEY, hi: last ?? NO_KEY, rowEstimate: 0 };
  const layout = { key, targets, rowEstimate, shards: [...real, tail], planHash: planHashOf(spec, key, facts) };
  await checkPlans(connection, spec, layout);
  return layout;
}

async function cutUp(
  connection: Connection,
  spec: BackfillSpec,
  table: Pick<Cut, "key" | "last"> & { readonly rowEstimate: number | null; readonly asked: number },
): Promise<Shards> {
  const { key, last, rowEstimate, asked } = table;
  const rows = rowEstimate ?? WORTH_CUTTING;
  const into = rows < WORTH_CUTTING ? 1 : Math.min(Math.trunc(asked), MOST_SHARDS);
  if (into <= 1) return [{ shardNo: 0, lo: NO_KEY, hi: last, rowEstimate }];
  const bounds = await chooseBounds(connection, spec, { key, into, rowEstimate: rows, last });
  const ends = [...bounds, { key: last, share: 1 }];
  return ends.map(({ key: hi, share }, shardNo) => {
    const before = ends[shardNo - 1];
    const part = Math.max(0, share - (before?.share ?? 0));
    return { shardNo, lo: before?.key ?? NO_KEY, hi, rowEstimate: rowEstimate && Math.round(part * rowEstimate) };
  });
}
const MOST_SHARDS = 1_000;

/** What needs to find a row again, or may not meet it twice, cannot walk addresses. */
async function refuseAddress(spec: BackfillSpec): Promise<void> {
  if (spec.keepOldValues) {
    throw new DomainError(
      "invalid-plan",
      `${quoteTableName(spec.table)} has no key, so old values could not be put back to their rows. Add a primary key in an expand step, or choose another undo than keep-old-values.`,
    );
  }
  await refuseUnrepeatable(spec);
}

function refuseColumns(spec: BackfillSpec, { columns, key }: TableState): void {
  const names = Object.keys(spec.set);
  if (names.length === 0)
    throw new DomainError("invalid-plan", "A backfill without a column in `set` would do nothing.");
  for (const name of names) {
    const column = columns.find((it) => it.name === name);
    if (!column)
      throw new DomainError(
        "invalid-plan",
        `${quoteTableName(spec.table)} has no column ${name} to fill. Add it in an expand step.`,
      );
    if (column.generated || column.identity) {
      throw new DomainError(
        "invalid-plan",
        `Column ${name} is ${column.generated ? "generated" : "an identity"}: the server computes it, and a backfill cannot.`,
      );
    }
    if (key.columns.some((it) => it.name === name)) {
      throw new DomainError(
        "invalid-plan",
        `Column ${name} is part of the key (${key.source}) that batches walk along: rows would move under them.`,
      );
    }
  }
}

/** Under row security an UPDATE passes over rows without a word. */
async function refuseHiddenRows(connection: Connection, spec: BackfillSpec): Promise<void> {
  const name = quoteTableName(spec.table);
  const { rows } = await connection.query("SELECT row_security_active($1) AS active, current_user::text AS me", [name]);
  if (rows[0]?.active !== true) return;
  throw new DomainError(
    "invalid-plan",
    `Row security hides rows of ${name} from ${String(rows[0].me)}: a backfill would leave them out. Let the table's owner run it, or ALTER ROLE … BYPASSRLS.`,
  );
}

/** To plan an UPDATE is to lock the table as one: behind a plain index build that is not waited for. */
const TRY = "BEGIN READ ONLY; SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '10s'";

/** Types, names and rights are the server's to judge; it plans the statement and runs nothing. */
async function tryStatement(connection: Connection, spec: BackfillSpec, { text, params }: Sql): Promise<void> {
  try {
    await inTransaction(connection, () => connection.query(`EXPLAIN ${text}`, params), TRY);
  } catch (error) {
    if (!["schema-moved", "poison", "rights"].includes(postgresErrors.classify(error))) throw error;
    const { code, message } = postgresErrors.describe(error);
    throw new DomainError(
      "invalid-plan",
      `PostgreSQL refuses the backfill of ${quoteTableName(spec.table)}: ${message} (${code}).`,
      { cause: error },
    );
  }
}
