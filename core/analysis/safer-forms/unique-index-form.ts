import { onlyChange } from "./only-change.ts";
import type { SaferForm } from "./safer-form.ts";
import { madeUpName, spelled, spelledTable } from "./spelled-as-written.ts";

/** What a unique constraint can say that an index of its columns would not. */
const MORE = /\b(NULLS|INCLUDE|WITH|TABLESPACE|DEFERRABLE|INITIALLY|WITHOUT)\b/i;

/** ADD UNIQUE over an index that was built without blocking anybody. */
export const uniqueIndexForm: SaferForm = {
  id: "unique-index",
  rules: ["unique-builds-index"],
  title: "Build its index first, without blocking",
  rewrite(target) {
    const { statement } = target;
    const change = onlyChange(statement, "add-constraint");
    if (change?.constraint.kind !== "unique" || change.constraint.usingIndex !== null || MORE.test(statement.text))
      return null;
    const { constraint } = change;
    const table = spelledTable(target, change.table);
    const name = spelled(target, constraint.name ?? madeUpName(change.table.name, ...constraint.columns, "key"));
    const columns = constraint.columns.map((column) => spelled(target, column)).join(", ");
    return {
      here: [
        { index: `CREATE UNIQUE INDEX ${name} ON ${table} (${columns})` },
        {
          sql: `ALTER TABLE ${table} ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name}`,
          undo: `ALTER TABLE ${table} DROP CONSTRAINT ${name}`,
        },
      ],
      later: [],
    };
  },
};
