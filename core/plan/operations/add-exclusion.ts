import { DomainError } from "#core/domain/domain-error.ts";
import { copiedTable } from "./copies/copied-table.ts";
import { COPY_REFUSALS } from "./copies/copy-refusals.ts";
import { copySteps } from "./copies/copy-steps.ts";
import { quietCopy } from "./copies/quiet-copy.ts";
import type { Operation } from "./operation.ts";

/** Reference: postgres.md, 2.1 J and T: an exclusion constraint has no form that is built beside writers. */
export const addExclusion: Operation<"add-exclusion"> = {
  name: "add-exclusion",
  engines: ["postgresql"],
  title: "Add an exclusion constraint",
  summary: "No two rows may overlap; the table is copied into one that has the constraint, which takes its place.",
  keywords: ["exclude", "gist", "overlap", "range", "exclusion constraint", "no double booking"],
  locks:
    "SHARE ROW EXCLUSIVE and ACCESS EXCLUSIVE on the table for milliseconds to add a column and triggers; rows are copied in batches. The swap takes ACCESS EXCLUSIVE on the table, and on tables that refer to it, for milliseconds.",
  undo: "Until the soak ends the old table is kept in step; a rollback puts it back. The end of the soak drops it: the point of no return.",
  refusals: [{ what: "A name that a constraint of the table has", instead: "Choose another name" }, ...COPY_REFUSALS],
  example: {
    table: "booking",
    name: "booking_no_overlap",
    exclude: "USING gist (int4range(room, room, '[]') WITH &&, during WITH &&)",
    soak: "1h",
  },
  label: ({ table, name }) => `add-exclusion ${table}.${name}`,

  async expand({ table: name, soak, ...spec }, context) {
    const table = await context.catalog.table(name);
    if (table.constraints.some((it) => it.name === spec.name)) {
      throw new DomainError(
        "invalid-plan",
        `${table.ref.name} has a constraint ${spec.name} already: choose another name.`,
      );
    }
    const added = [`CONSTRAINT ${context.sql.name(spec.name)} EXCLUDE ${spec.exclude}`];
    const shape = { partitionBy: null, partitions: [], partitionColumn: null, added };
    const copy = copiedTable(table, shape, { tag: context.tag, label: addExclusion.label({ table: name, ...spec }) });
    const fill = await quietCopy(copy, context);
    return { steps: await copySteps(copy, fill, context, soak), notes: [...NOTES, ...fill.notes] };
  },
};

const NOTES = [
  "From the first step on a writer whose row overlaps another is refused (23P01), as it will be for good.",
  "Rows that overlap already make the copy fail: its batches tell which. Mend them, then resume.",
];
