import type { Hold } from "#contracts/throttle.ts";

/** What is held: "everything", "all databases of staging", "orders". */
export function heldText({ scope, environment, databaseName }: Hold): string {
  switch (scope) {
    case "installation":
      return "everything";
    case "environment":
      return `all databases of ${environment}`;
    case "database":
      return databaseName ?? "a removed database";
  }
}

/** Holds that keep backfills of a database from running. */
export const holdsOn = (holds: readonly Hold[], databaseId: string, environment: string): readonly Hold[] =>
  holds.filter(
    (it) =>
      it.scope === "installation" ||
      (it.scope === "environment" && it.environment === environment) ||
      (it.scope === "database" && it.databaseId === databaseId),
  );
