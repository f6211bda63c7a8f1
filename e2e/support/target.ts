import { randomBytes } from "node:crypto";
import { Client, type QueryResultRow } from "pg";
import { told } from "./stack.ts";

/** A database that migrations run on, in the PostgreSQL of the stack. */
export interface Target {
  readonly name: string;
  readonly url: string;
  rows<R extends QueryResultRow = QueryResultRow>(sql: string): Promise<R[]>;
  /** The only value of a query that answers one. */
  value(sql: string): Promise<string>;
}

export async function queryAt<R extends QueryResultRow>(url: string, sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function createTarget(stem: string, ...setUp: readonly string[]): Promise<Target> {
  const name = `${stem}_${randomBytes(4).toString("hex")}`;
  const url = new URL(told("ADMIN_URL"));
  await queryAt(url.href, `CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  for (const sql of setUp) await queryAt(url.href, sql);
  return {
    name,
    url: url.href,
    rows: (sql) => queryAt(url.href, sql),
    async value(sql) {
      const [row = {}] = await queryAt<Record<string, unknown>>(url.href, sql);
      return String(Object.values(row)[0]);
    },
  };
}
