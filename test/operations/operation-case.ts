import type { Phase } from "#core/domain/phase.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import type { PostgresMajor } from "#scripts/stack/postgres-binaries.ts";

/**
 * One thing that a release of the application does with one logical row. `$1` is its key, a whole number, and `$2` the
 * number that is written; a release keeps it in its own form (`($2::int / 100.0)::numeric(12,2)::text`). Both are given
 * where the text names them.
 */
export interface WriterStatement {
  /**
   * `insert`: a row with a key that was not there before. `update`: the number of a row. `touch`: something else of a
   * row, its number stays. `delete`: the row. `read`: if it answers a column `value`, that must be the number.
   */
  readonly does: "insert" | "update" | "touch" | "delete" | "read";
  /** One statement, or several that make one transaction. */
  readonly sql: string | readonly string[];
}

/** What one release of the application sends, and how it sees the rows. */
export interface Release {
  /** Sent once by each of its sessions, such as `SET search_path = shop_v2, public`. */
  readonly session?: string;
  readonly statements: readonly WriterStatement[];
  /** Answers `key` and `value` of every logical row: keys and numbers as they were written by whichever release. */
  readonly state: string;
}

/** An operation on a schema, and all that is needed to judge it. Add yours to `operation-cases.ts`. */
export interface OperationCase {
  /** The row in the bench: the operation, and what is particular about this case (`change-type`, `change-type-hostile-names`). */
  readonly name: string;
  /** Makes the schema in an empty database. A script; runs as the owner of the database. */
  readonly setup: string;
  /**
   * Fills it with `rows` logical rows, keys 1 to `rows`; the number of a row is its key. Keys above are for inserts of
   * the writers, so nothing else may use them.
   */
  readonly fill: (rows: number) => string;
  /** The operations asked for, or a plan written by hand. */
  readonly change:
    | { readonly operations: readonly PlanOperation[]; readonly access?: PlanDocument["access"] }
    | { readonly plan: PlanDocument };
  /**
   * The same change written by hand, the blunt way, with all the locks it takes: runs in a quiet copy of the filled
   * database. Catalog and rows afterwards are what the operation must reach, the order of columns aside.
   */
  readonly oracle: string;
  /** Columns whose values cannot be foretold (`now()`, random): `schema.table.column`. Not compared. */
  readonly unforeseen?: readonly string[];
  /** The same twice where one release fits both schemas. Rows of the other release must come out right in each. */
  readonly old: Release;
  readonly new: Release;
  /** The new release begins to write when all steps of this phase are done; `verify` if not said. */
  readonly newAfter?: Exclude<Phase, "contract">;
  /** The old release ends before the first step of `contract`, unless it can live with what comes. */
  readonly oldSurvives?: boolean;
  /** Majors on which it can be done at all; every one if not said. */
  readonly versions?: readonly PostgresMajor[];
  /** It cannot be rolled back, and why (`ADD VALUE` of an enum). */
  readonly cannotRollBack?: string;
}
