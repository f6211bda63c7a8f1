import type { Connection } from "../connection.ts";
import { factsOf } from "./postgres-connection.ts";

/** Whether this login may keep triggers quiet, and how it gets the right. */
export interface QuietRight {
  readonly isGranted: boolean;
  /** Quoted where it must be. */
  readonly login: string;
  readonly how: string;
}

const GRANTABLE_SINCE = 150_000;

/** What `SET session_replication_role` needs: a superuser, and since PostgreSQL 15 a grant will do. */
export async function quietRight(connection: Connection): Promise<QuietRight> {
  const isGrantable = factsOf(connection).version >= GRANTABLE_SINCE;
  const isGranted = isGrantable
    ? "has_parameter_privilege(current_user, 'session_replication_role', 'SET')"
    : "current_setting('is_superuser') = 'on'";
  const { rows } = await connection.query(`SELECT ${isGranted} AS granted, quote_ident(current_user) AS login`);
  const login = String(rows[0]?.login);
  return {
    isGranted: rows[0]?.granted === true,
    login,
    how: isGrantable
      ? `As a superuser: GRANT SET ON PARAMETER session_replication_role TO ${login}`
      : "Before PostgreSQL 15 only a superuser may set session_replication_role",
  };
}
