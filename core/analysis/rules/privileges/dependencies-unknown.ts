import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";

export const dependenciesUnknown = onChange(
  {
    id: "dependencies-unknown",
    title: "Function body in a string",
    engines: ["postgresql"],
    category: "privileges",
    detects: "Function bodies in strings",
    why: "Order and breakage cannot be proven",
    safer: "A standard SQL body (BEGIN ATOMIC or RETURN).",
    optional: true,
  },
  ["create-function"],
  ({ function: name, body }) =>
    body === null
      ? null
      : {
          severity: "note",
          message: `What ${nameInWords(name)} uses stands in a string: nothing keeps it from being dropped`,
        },
);
