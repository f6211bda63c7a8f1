import { Client } from "pg";
import { applicationGrants } from "./application-grants.ts";

/** Any number, the same in every process: two that grant at once would trip over each other's catalog rows. */
const LOCK_KEY = 7_158_466_214;

export interface GrantOptions {
  /** Lets the role make scratch databases with logins of their own, for shadow runs; from PostgreSQL 16 on they give it no right on ours. */
  readonly mayMakeScratches?: boolean;
}

/**
 * Makes the role of `applicationUrl` where it is missing, and gives it what Sluice needs without any right to change
 * the audit. Does nothing where both addresses name one role.
 */
export async function grantApplication(
  ownerUrl: string,
  applicationUrl: string,
  { mayMakeScratches = false }: GrantOptions = {},
): Promise<void> {
  const { username, password } = new URL(applicationUrl);
  const role = decodeURIComponent(username);
  if (role === decodeURIComponent(new URL(ownerUrl).username)) return;
  const owner = new Client({ connectionString: ownerUrl, application_name: "sluice:migrate" });
  await owner.connect();
  try {
    await owner.query("BEGIN");
    await owner.query("SELECT pg_advisory_xact_lock($1)", [LOCK_KEY]);
    const { rowCount } = await owner.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
    if (!rowCount) {
      const secret = owner.escapeLiteral(decodeURIComponent(password));
      const more = mayMakeScratches ? " CREATEDB CREATEROLE" : "";
      await owner.query(`CREATE ROLE ${owner.escapeIdentifier(role)} LOGIN${more} PASSWORD ${secret}`);
    }
    const { rows } = await owner.query("SELECT current_schema() AS schema, current_database() AS database");
    for (const grant of applicationGrants({ role, ...rows[0] })) await owner.query(grant);
    await owner.query("COMMIT");
  } finally {
    await owner.end();
  }
}
