import type { Connection } from "../connection.ts";

/** Reads that belong together see the file at one moment; nobody's write waits for them. */
export async function inSnapshot<T>(connection: Connection, read: () => Promise<T>): Promise<T> {
  await connection.query("BEGIN");
  try {
    return await read();
  } finally {
    // A session that cannot end its transaction is of no more use.
    await connection.query("ROLLBACK").catch(() => connection.close());
  }
}
