import { onChange } from "../../on-change.ts";
import type { ChangeOf } from "../../schema-change.ts";

export const needsSuperuser = onChange(
  {
    id: "needs-superuser",
    title: "Needs rights that a migration role seldom has",
    engines: ["postgresql"],
    category: "privileges",
    detects: "A statement that the migration role cannot run, SET ROLE that policy wants",
    why: "Fails in production only",
    safer: "Try it with the real role first.",
  },
  ["create-function", "set", "publication", "catalog-only"],
  (change) => {
    const why = NEEDS[change.kind]?.(change) ?? null;
    return why === null
      ? null
      : {
          severity: "note",
          message: `${why} needs rights that a migration role seldom has: it works here and fails in production`,
        };
  },
);

type Asked = ChangeOf<"create-function" | "set" | "publication" | "catalog-only">;
const NEEDS: Readonly<Record<string, (change: Asked) => string | null>> = {
  "create-function": (it) =>
    it.kind === "create-function" && /^(c|internal)$/i.test(it.language) ? `LANGUAGE ${it.language}` : null,
  set: (it) =>
    it.kind === "set" && /^(role|session_authorization|session_replication_role)$/i.test(it.name)
      ? `SET ${it.name}`
      : null,
  publication: (it) => (it.kind === "publication" && it.action === "create" && it.allTables ? "FOR ALL TABLES" : null),
  "catalog-only": (it) =>
    it.kind === "catalog-only" &&
    /^(ALTER SYSTEM|CREATE (ROLE|USER|TABLESPACE|EVENT TRIGGER)|ALTER ROLE)/.test(it.label)
      ? it.label
      : null,
};
