import type { Client } from "pg";

/** Whether the text columns and the numeric ones are there now: the demo's migration adds and removes them. */
export async function cityColumns(client: Client): Promise<{ readonly text: boolean; readonly numbers: boolean }> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT attname AS name FROM pg_attribute WHERE attrelid = 'public.city'::regclass AND attnum > 0 AND NOT attisdropped",
  );
  const names = new Set(rows.map(({ name }) => name));
  return { text: names.has("lat"), numbers: names.has("latitude") };
}
