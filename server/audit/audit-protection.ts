import type { AuditProtection } from "#contracts/audit.ts";
import type { PrismaClient } from "#prisma/client/client.ts";
import { applicationGrants } from "#server/control-database/application-grants.ts";

interface Rights {
  readonly role: string;
  readonly database: string;
  readonly schema: string;
  readonly isSuperuser: boolean;
  readonly isOwner: boolean;
  readonly mayChange: boolean;
  readonly mayForge: boolean;
  readonly triggers: number;
}

/** The chain, and two refusals on each of two tables. */
const TRIGGERS = 5;

/** What keeps the role of this connection from changing the audit, asked of the database itself. */
export async function auditProtection(prisma: PrismaClient): Promise<AuditProtection> {
  const [rights] = await prisma.$queryRaw<Rights[]>`
    SELECT current_user::text AS role, current_database()::text AS database, current_schema()::text AS schema,
           (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS "isSuperuser",
           bool_or(pg_has_role(c.relowner, 'MEMBER')) AS "isOwner",
           bool_or(has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
                   OR has_any_column_privilege(c.oid, 'UPDATE')) AS "mayChange",
           bool_or(c.relname = 'AuditLink' AND has_any_column_privilege(c.oid, 'INSERT')) AS "mayForge",
           (SELECT count(*)::int FROM pg_trigger t
            WHERE t.tgrelid IN ('"AuditEntry"'::regclass, '"AuditLink"'::regclass)
              AND t.tgname LIKE 'sluice_audit_%' AND t.tgenabled IN ('O', 'A')) AS triggers
    FROM pg_class c WHERE c.oid IN ('"AuditEntry"'::regclass, '"AuditLink"'::regclass)`;
  if (!rights) throw new Error("the control database has no audit tables");
  const weaknesses = weaknessesOf(rights);
  const isOpen = rights.triggers < TRIGGERS;
  const level = isOpen ? "open" : weaknesses.length > 0 ? "triggers" : "separate-role";
  return { role: rights.role, level, weaknesses, sql: level === "separate-role" ? null : remedy(rights, isOpen) };
}

function weaknessesOf({ role, isSuperuser, isOwner, mayChange, mayForge, triggers }: Rights): string[] {
  const found: string[] = [];
  if (triggers < TRIGGERS) found.push("Triggers of the audit are missing or disabled: changes are not refused.");
  if (isSuperuser) found.push(`Sluice runs as ${role}, a superuser: it could switch off what protects the audit.`);
  else if (isOwner) found.push(`Sluice runs as ${role}, the owner of the audit: it could drop its triggers.`);
  else if (mayChange || mayForge) found.push(`${role} has rights on the audit that Sluice does not need.`);
  return found;
}

function remedy(rights: Rights, isOpen: boolean): string {
  const { role, database, schema, isSuperuser, isOwner, mayChange, mayForge } = rights;
  const mend = isOpen
    ? ['ALTER TABLE "AuditEntry" ENABLE TRIGGER USER', 'ALTER TABLE "AuditLink" ENABLE TRIGGER USER']
    : [];
  const needsRole = isSuperuser || isOwner;
  const separate = needsRole ? "sluice_app" : role;
  return [
    ...mend,
    ...(needsRole ? [`CREATE ROLE ${separate} LOGIN PASSWORD 'choose one'`] : []),
    ...(needsRole || mayChange || mayForge ? applicationGrants({ role: separate, schema, database }) : []),
  ]
    .map((statement) => `${statement};`)
    .join("\n");
}
