import { onChange } from "../../on-change.ts";
import { earlierInTransaction, isInUse, lockedTables } from "../../scene-facts.ts";

export const schemaAndDataMixed = onChange(
  {
    id: "schema-and-data-mixed",
    title: "Schema and data changed together",
    engines: ["postgresql"],
    category: "transactions",
    detects: "DDL and DML in one change",
    why: "The lock of the one is held while the rows are changed",
    safer: "The schema in expand, the rows in backfill.",
    yieldsTo: ["backfill-under-table-lock"],
  },
  ["update", "delete", "insert"],
  ({ table }, scene) => {
    if (!isInUse(scene, table)) return null;
    const schema = earlierInTransaction(scene).find((it) => lockedTables(it).length > 0);
    return schema
      ? {
          severity: "note",
          message: `Rows are changed in the transaction of ${schema.statement.label}: both last as long as the longer one`,
        }
      : null;
  },
);
