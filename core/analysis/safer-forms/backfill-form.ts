import { laterPhase } from "./later-phase.ts";
import { onlyChange } from "./only-change.ts";
import type { SaferForm } from "./safer-form.ts";
import { spelledTable } from "./spelled-as-written.ts";

/**
 * A column that is set from its own value changes with each pass, unless the filter leaves written rows out: after the
 * batches nobody could tell a row that was written from one that was not.
 */
function changesAgain(set: Readonly<Record<string, string>>, where: string | null): boolean {
  const names = (text: string, column: string) =>
    new RegExp(`(^|[^\\w$])${column.replaceAll(/\W/g, ".")}([^\\w$]|$)`, "i").test(text);
  const columns = Object.keys(set);
  const own = columns.filter((column) => Object.values(set).some((value) => names(value, column)));
  return own.some((column) => where === null || !names(where, column));
}

/** UPDATE as a backfill: small batches that can be slowed, stopped and taken up again. */
export const backfillForm: SaferForm = {
  id: "backfill",
  rules: ["unbatched-backfill", "whole-table-write", "backfill-under-table-lock", "schema-and-data-mixed"],
  title: "Write it as a backfill step",
  rewrite(target) {
    const { statement, read, phase, undo } = target;
    if (!read.update || !onlyChange(statement, "update")) return null;
    const { table, set, where } = read.update;
    if (changesAgain(set, where)) return null;
    return {
      here: [],
      later: [
        {
          phase: laterPhase(phase, "backfill"),
          step: {
            backfill: { table: spelledTable(target, table), set, ...(where === null ? {} : { where }) },
            undo: undo === "none" || undo === "keep" ? undo : "keep-old-values",
          },
        },
      ],
    };
  },
};
