import type { Connection } from "#core/engines/connection.ts";

/** Runs a statement that a signal cancels on the server; the transaction then rolls back. */
export async function cancelOn<T>(signal: AbortSignal, connection: Connection, work: () => Promise<T>): Promise<T> {
  // A failed cancel leaves the statement running, as if it had not been asked for.
  const cancel = () => void connection.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
