import { laterPhase } from "./later-phase.ts";
import { onlyChange } from "./only-change.ts";
import type { SaferForm } from "./safer-form.ts";
import { spelledTable } from "./spelled-as-written.ts";

/** UPDATE as a backfill: small batches that can be slowed, stopped and taken up again. */
export const backfillForm: SaferForm = {
  id: "backfill",
  rules: ["unbatched-backfill", "whole-table-write", "backfill-under-table-lock", "schema-and-data-mixed"],
  title: "Write it as a backfill step",
  rewrite(target) {
    const { statement, read, phase, undo } = target;
    if (!read.update || !onlyChange(statement, "update")) return null;
    const { table, set, where } = read.update;
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
