import { onChange } from "../../on-change.ts";

export const enumValuePosition = onChange(
  {
    id: "enum-value-position",
    title: "New enum value sorts last",
    engines: ["postgresql"],
    category: "compatibility",
    detects: "ADD VALUE without BEFORE or AFTER where order matters",
    why: "Sorts last for good",
    safer: "State the place with BEFORE or AFTER.",
    optional: true,
  },
  ["alter-enum"],
  ({ action, positioned, value }) =>
    action === "add-value" && !positioned
      ? { severity: "note", message: `${value} sorts after all others, for good` }
      : null,
);
