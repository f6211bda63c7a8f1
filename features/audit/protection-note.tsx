import { CodeBlock } from "#components/data/code-block.tsx";
import { Alert } from "#components/ui/alert.tsx";
import type { AuditProtection } from "#contracts/audit.ts";

/** What is weaker than it could be about the role that Sluice runs as, and the SQL that mends it. */
export function ProtectionNote({ protection: { level, weaknesses, sql } }: { protection: AuditProtection }) {
  if (level === "separate-role") return null;
  return (
    <Alert
      tone={level === "open" ? "danger" : "warning"}
      title={level === "open" ? "The audit can be changed" : "The audit could be protected better"}
      className="mx-4 mb-3"
    >
      {weaknesses.join(" ")}
      {sql ? (
        <details className="mt-1.5">
          <summary className="cursor-pointer font-medium">SQL that mends it</summary>
          <p className="my-1.5">
            Run it as the owner of the control database.
            {sql.includes("CREATE ROLE") ? (
              <>
                {" "}
                Then give web and workers a <code>DATABASE_URL</code> with that role, and the set-up the owner as{" "}
                <code>DATABASE_OWNER_URL</code>.
              </>
            ) : null}
          </p>
          <CodeBlock code={sql} language="sql" label="SQL that protects the audit" />
        </details>
      ) : null}
    </Alert>
  );
}
