import { addedConstraints } from "../../added-constraints.ts";
import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const checkNotImmutable = onChange(
  {
    id: "check-not-immutable",
    title: "CHECK over what changes by itself",
    engines: ["postgresql"],
    category: "constraints",
    detects: "CHECK over now(), random(), other tables",
    why: "Old rows are not checked again; a restore can fail",
    safer: "A trigger, or a condition over the row alone.",
  },
  ["add-constraint", "add-column", "create-table"],
  (change) =>
    addedConstraints(change)
      .filter(({ constraint }) => constraint.kind === "check" && constraint.impureCalls.length > 0)
      .map(
        ({ constraint }): Told => ({
          severity: "warning",
          message: `${listInWords(constraint.impureCalls)} can answer otherwise tomorrow, and nobody checks old rows again; a restore may fail`,
          place: constraint.place,
        }),
      ),
);
