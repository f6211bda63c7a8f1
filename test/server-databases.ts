import { Client } from "pg";
import { type TestPostgres, urlOf } from "./servers.ts";

async function asAdmin(server: TestPostgres, sql: string): Promise<void> {
  const admin = new Client({ connectionString: urlOf(server, "postgres") });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}

/** A copy of a database that nobody is connected to. `oid`: with the number of one that was dropped, which 14 cannot. */
export async function createDatabase(
  server: TestPostgres,
  name: string,
  template = "template0",
  oid?: number,
): Promise<void> {
  // Two copies of one template at once are refused; an advisory lock in one batch would make it a transaction.
  for (let attempt = 1; ; attempt++) {
    try {
      return await asAdmin(server, `CREATE DATABASE ${name} TEMPLATE ${template}${oid ? ` OID ${oid}` : ""}`);
    } catch (error) {
      if (attempt >= 50 || (error as { code?: string }).code !== "55006") throw error;
      await new Promise((resolve) => setTimeout(resolve, 40 + Math.random() * 80));
    }
  }
}

/** Sessions that are told to end have 5 s for it: a busy machine may need longer. */
export async function dropDatabase(server: TestPostgres, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await asAdmin(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    } catch (error) {
      if (attempt >= 5 || (error as { code?: string }).code !== "55006") throw error;
    }
  }
}
