import { useRoleReasons } from "../session/use-role-reasons.ts";

const NO_DATABASE = {
  code: "database",
  message: "No database is chosen",
  fix: "Choose one above",
  who: "you",
} as const;

/** Why a database cannot be asked about a plan now: the role, or that none is chosen. */
export function useAskReasons(databaseId: string | null) {
  const refused = useRoleReasons("migration.write");
  return databaseId === null ? [...refused, NO_DATABASE] : refused;
}
