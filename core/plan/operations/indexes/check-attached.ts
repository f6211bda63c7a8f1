import type { CheckStep } from "#core/domain/plan-document.ts";
import type { OperationIndex } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";

/** An index over those of partitions is valid only when every one has its own: one that was attached meanwhile has not. */
export const checkAttached = (ref: OperationIndex["ref"], sql: OperationSql): CheckStep => ({
  check: {
    name: `Every partition has its part of ${ref.name}`,
    none: `SELECT indexrelid FROM pg_catalog.pg_index WHERE indexrelid = ${sql.text(sql.table(ref))}::pg_catalog.regclass AND NOT indisvalid`,
  },
});
