import type { Connection } from "../connection.ts";

/** `transaction_timeout` exists from 17 on; an absent one is left alone. */
const TIMEOUTS = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout"];

/**
 * Lifts every timeout of the session for the work. A CONCURRENTLY that runs into a lock timeout leaves an invalid
 * index behind, which a plain retry then takes for a success.
 */
export async function withoutTimeouts<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const before = await connection.query(
    "SELECT name, setting || coalesce(unit, '') AS value FROM pg_settings WHERE name = ANY ($1::text[])",
    [TIMEOUTS],
  );
  const names = before.rows.map((row) => String(row.name));
  await setAll(
    connection,
    names,
    names.map(() => "0"),
  );
  try {
    return await work();
  } finally {
    const values = before.rows.map((row) => String(row.value));
    await setAll(connection, names, values).catch(() => connection.close());
  }
}

async function setAll(connection: Connection, names: readonly string[], values: readonly string[]): Promise<void> {
  await connection.query(
    "SELECT set_config(x.name, x.value, false) FROM unnest($1::text[], $2::text[]) AS x(name, value)",
    [names, values],
  );
}
