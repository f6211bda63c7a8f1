import { addedConstraints } from "../../added-constraints.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const foreignKeysNotAllowed = onChange(
  {
    id: "foreign-keys-not-allowed",
    title: "Foreign keys are not allowed",
    engines: ["postgresql"],
    category: "constraints",
    detects: "Any foreign key where policy or an online tool forbids them",
    why: "A policy, or a tool that copies tables online, refuses them",
    safer: "Leave it out, and keep the rule in the application.",
    optional: true,
  },
  ["add-constraint", "add-column", "create-table"],
  (change) =>
    addedConstraints(change)
      .filter(({ constraint }) => constraint.references !== null)
      .map(
        ({ constraint }): Told => ({
          severity: "error",
          message: "Foreign keys are not allowed here, by the settings",
          place: constraint.place,
        }),
      ),
);
