import { Client } from "pg";

/** All rows of a control database as they were once, to be put back again and again. */
export interface ControlRows {
  putBack(): Promise<void>;
  forget(): Promise<void>;
}

const TABLES = `
SELECT format('%I', c.relname) AS name, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname`;

let kept = 0;

/** Keeps them in a schema of their own. `url`: as somebody who may look past triggers and foreign keys. */
export async function controlRows(url: string): Promise<ControlRows> {
  const schema = `kept_${++kept}`;
  const tables = await send(url, TABLES);
  const copies = tables.map(({ name }) => `CREATE TABLE ${schema}.${name} AS TABLE public.${name};`);
  await send(url, [`CREATE SCHEMA ${schema};`, ...copies].join("\n"));
  const rows = tables.flatMap(({ name, columns }) => [
    `DELETE FROM public.${name};`,
    `INSERT INTO public.${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM ${schema}.${name};`,
  ]);
  // The audit refuses to be changed, and the order of the tables is not that of their keys.
  const script = ["BEGIN; SET LOCAL session_replication_role = replica;", ...rows, "COMMIT;"].join("\n");
  return {
    putBack: async () => void (await send(url, script)),
    forget: async () => void (await send(url, `DROP SCHEMA ${schema} CASCADE`)),
  };
}

async function send(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
