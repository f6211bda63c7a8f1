import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import type { StatementEffect } from "../shadow.ts";
import {
  effectOf,
  type Look,
  lookBetween,
  lookWithin,
  type Relations,
  refusalOf,
  refusedEffect,
  takenLocks,
} from "./postgres-shadow-observer.ts";
import { stall } from "./postgres-shadow-stall.ts";

const ENDS_TRANSACTION = new Set(["BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "PREPARE TRANSACTION"]);

/** A session of the shadow whose notices can be heard. */
export interface TracedSession {
  readonly connection: Connection;
  /** Answers what the server said since the last time. */
  heard(): readonly string[];
}

const TALKATIVE = "SET LOCAL client_min_messages = debug1";
const QUIET = "SET LOCAL client_min_messages = warning";

const backendOf = ({ backend }: Connection): string => backend ?? "0";

/** All in one transaction; the locks of each are looked at before the next is sent. */
export async function traceTogether(
  { connection, heard }: TracedSession,
  statements: readonly string[],
  { takeBack = false }: { readonly takeBack?: boolean } = {},
): Promise<readonly StatementEffect[]> {
  const effects: StatementEffect[] = [];
  await connection.query("BEGIN");
  let before = await lookWithin(connection, backendOf(connection));
  const existing = before.relations;
  for (const sql of statements) {
    const step = await traceOne({ connection, heard }, sql, { existing, before });
    effects.push(step.effect);
    if (!step.after) return effects;
    before = step.after;
  }
  try {
    await connection.query(takeBack ? "ROLLBACK" : "COMMIT");
  } catch (error) {
    // Deferred constraints are checked here.
    effects.push(refusedEffect("COMMIT", { sent: "in a transaction", ms: 0, locks: [], refused: refusalOf(error) }));
  }
  return effects;
}

async function traceOne(
  { connection, heard }: TracedSession,
  sql: string,
  { existing, before }: { readonly existing: Relations; readonly before: Look },
): Promise<{ readonly effect: StatementEffect; readonly after: Look | null }> {
  const sent = "in a transaction" as const;
  await connection.query(TALKATIVE);
  heard();
  const startedAt = performance.now();
  try {
    const { command } = await connection.query(sql);
    if (ENDS_TRANSACTION.has(command))
      throw new DomainError("invalid-plan", `${command} stands in a step: take it out`);
  } catch (error) {
    const ms = performance.now() - startedAt;
    heard();
    await connection.query("ROLLBACK");
    return { effect: refusedEffect(sql, { sent, ms, locks: [], refused: refusalOf(error) }), after: null };
  }
  const ms = performance.now() - startedAt;
  const notices = heard();
  await connection.query(QUIET);
  const after = await lookWithin(connection, backendOf(connection));
  return { effect: effectOf({ sql, ms, sent, existing, before, after, notices }), after };
}

/**
 * A statement that refuses transactions. Others hold locks and snapshots, so that it has to stop where it waits for
 * them, and a third session looks at its locks: rules.md, part 6.
 */
export async function traceAlone(
  { connection, heard }: TracedSession,
  sql: string,
  open: () => Promise<Connection>,
): Promise<StatementEffect> {
  const sent = "alone" as const;
  const before = await lookBetween(connection);
  await using stalled = await stall(open, backendOf(connection), before.relations);
  await connection.query(
    "SELECT set_config('client_min_messages', 'debug1', false), set_config('vacuum_cost_delay', '5', false), set_config('vacuum_cost_limit', '20', false)",
  );
  heard();
  const startedAt = performance.now();
  const failure = await stalled.during(connection.query(sql));
  const ms = performance.now() - startedAt;
  const notices = heard();
  await connection.query("SELECT set_config('client_min_messages', 'warning', false)");
  const locks = stalled.locks();
  if (failure) {
    const taken = takenLocks(before.relations, new Map(), locks);
    return refusedEffect(sql, { sent, ms, locks: taken, refused: refusalOf(failure.error) });
  }
  const after = { ...(await lookBetween(connection)), locks };
  return effectOf({ sql, ms, sent, existing: before.relations, before, after, notices });
}
