import { laterPhase } from "./later-phase.ts";
import { onlyChange } from "./only-change.ts";
import type { SaferForm } from "./safer-form.ts";
import { madeUpName, spelled, spelledTable } from "./spelled-as-written.ts";

/** SET NOT NULL behind a CHECK that was validated without blocking anybody, and so proves it without a scan. */
export const setNotNullForm: SaferForm = {
  id: "set-not-null",
  rules: ["set-not-null-scan"],
  title: "Prove it by a CHECK first",
  rewrite(target) {
    const { statement, phase } = target;
    const change = onlyChange(statement, "set-not-null");
    if (change?.kind !== "set-not-null") return null;
    const table = spelledTable(target, change.table);
    const column = spelled(target, change.column);
    const check = spelled(target, madeUpName(change.table.name, change.column, "not_null_check"));
    const later = laterPhase(phase, "verify");
    return {
      here: [
        {
          sql: `ALTER TABLE ${table} ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`,
          undo: `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${check}`,
        },
      ],
      later: [
        { phase: later, step: { sql: `ALTER TABLE ${table} VALIDATE CONSTRAINT ${check}`, undo: "keep" } },
        {
          phase: later,
          step: { sql: statement.text, undo: `ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL` },
        },
        { phase: later, step: { sql: `ALTER TABLE ${table} DROP CONSTRAINT ${check}`, undo: "keep" } },
      ],
    };
  },
};
