import { onChange } from "../../on-change.ts";

export const constraintUnnamed = onChange(
  {
    id: "constraint-unnamed",
    title: "Constraint without a name",
    engines: ["postgresql"],
    category: "constraints",
    detects: "Constraint without a name",
    why: "Cannot be dropped by a known name",
    safer: "Give it a name.",
  },
  ["add-constraint"],
  ({ constraint }) =>
    constraint.name === null && constraint.kind !== "primary-key" && constraint.kind !== "not-null"
      ? { severity: "note", message: "The server makes up its name; whoever drops it must look for it" }
      : null,
);
