import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";

export const enumCreated = onChange(
  {
    id: "enum-created",
    title: "Enumerated type created",
    engines: ["postgresql"],
    category: "design",
    detects: "Enumerated type",
    why: "Values cannot be removed",
    safer: "A lookup table, or a CHECK.",
    optional: true,
  },
  ["create-enum"],
  ({ type }) => ({ severity: "note", message: `Values of ${nameInWords(type)} can be added, never removed` }),
);
