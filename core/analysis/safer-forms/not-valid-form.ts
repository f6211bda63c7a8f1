import { laterPhase } from "./later-phase.ts";
import { onlyChange } from "./only-change.ts";
import type { FormTarget, SaferForm } from "./safer-form.ts";
import { madeUpName, spelled, spelledTable } from "./spelled-as-written.ts";

/** ADD CHECK and ADD FOREIGN KEY without reading the table; a step in verify reads it and blocks nobody. */
export const notValidForm: SaferForm = {
  id: "not-valid",
  rules: ["check-validated-inline", "foreign-key-validated-inline"],
  title: "Add it NOT VALID, validate it later",
  rewrite(target) {
    const { statement, phase, undo } = target;
    const change = onlyChange(statement, "add-constraint");
    if (!change || change.constraint.notValid) return null;
    const { constraint } = change;
    const suffix = { check: "check", "foreign-key": "fkey", "not-null": "not_null" }[constraint.kind as string];
    if (suffix === undefined) return null;
    const name = constraint.name ?? madeUpName(change.table.name, ...constraint.columns, suffix);
    const table = spelledTable(target, change.table);
    return {
      here: [
        {
          sql: `${constraint.name === null ? withName(statement, constraint.place.offset, spelled(target, name)) : statement.text} NOT VALID`,
          undo,
        },
      ],
      later: [
        {
          phase: laterPhase(phase, "verify"),
          step: { sql: `ALTER TABLE ${table} VALIDATE CONSTRAINT ${spelled(target, name)}`, undo: "keep" },
        },
      ],
    };
  },
};

/** It must be found again by its name. */
function withName({ text, place }: FormTarget["statement"], offset: number, name: string): string {
  const at = offset - place.offset;
  return `${text.slice(0, at)}CONSTRAINT ${name} ${text.slice(at)}`;
}
