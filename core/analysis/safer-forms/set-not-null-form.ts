import { laterPhase } from "./later-phase.ts";
import { onlyChange } from "./only-change.ts";
import type { SaferForm } from "./safer-form.ts";

/** SET NOT NULL behind a CHECK that was validated without blocking anybody, and so proves it without a scan. */
export const setNotNullForm: SaferForm = {
  id: "set-not-null",
  rules: ["set-not-null-scan"],
  title: "Prove it by a CHECK first",
  rewrite({ statement, phase, reader }) {
    const change = onlyChange(statement, "set-not-null");
    if (change?.kind !== "set-not-null") return null;
    const table = reader.quoteTable(change.table);
    const column = reader.quote(change.column);
    const check = reader.quote(`${change.table.name}_${change.column}_not_null`.slice(0, 63));
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
