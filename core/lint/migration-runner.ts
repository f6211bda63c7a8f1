import type { Dialect } from "#core/domain/dialect.ts";
import type { RunnerId, TransactionMode } from "#core/domain/migration-runner-id.ts";

/** How a file says that it wants no transaction, and what happens to it then. */
export interface OptOut {
  readonly mode: TransactionMode;
  /** In the file itself, from its beginning. */
  readonly inFile: RegExp | null;
  /** In a file beside it. */
  readonly beside: { readonly name: "metadata.toml" | "<file>.conf"; readonly says: RegExp } | null;
}

/** What is known of a tool that runs migrations: facts with their source, not code. */
export interface MigrationRunner {
  readonly id: RunnerId;
  readonly title: string;
  /** Where the facts below come from. */
  readonly sources: readonly string[];
  /** `number`: 9 before 10. `name`: as text. `flyway`: by dotted version, repeatable ones last. `none`: files have nothing to do with each other. */
  readonly order: "number" | "name" | "flyway" | "none";
  readonly transaction: Readonly<Record<Dialect, TransactionMode>>;
  readonly optOut: OptOut | null;
  /** Where a database keeps which migrations it has: the version of each, or only that of the last. */
  readonly ledger: { readonly query: string; readonly holds: "each" | "last" } | null;
}
