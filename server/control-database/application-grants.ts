export interface GrantPlace {
  readonly role: string;
  readonly schema: string;
  readonly database: string;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * What lets a role run Sluice and keeps the audit from it: everything on everything, then the audit taken out.
 * Repeated after each migration, since new tables have no grants.
 */
export function applicationGrants({ role, schema, database }: GrantPlace): readonly string[] {
  const [to, from, inSchema] = [`TO ${quoted(role)}`, `FROM ${quoted(role)}`, `IN SCHEMA ${quoted(schema)}`];
  const table = (name: string) => `${quoted(schema)}.${quoted(name)}`;
  return [
    `GRANT CONNECT ON DATABASE ${quoted(database)} ${to}`,
    `GRANT USAGE ON SCHEMA ${quoted(schema)} ${to}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES ${inSchema} ${to}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES ${inSchema} ${to}`,
    `REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON ${table("AuditEntry")} ${from}`,
    `REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON ${table("AuditLink")} ${from}`,
    `REVOKE INSERT, UPDATE, DELETE ON ${table("_prisma_migrations")} ${from}`,
  ];
}
