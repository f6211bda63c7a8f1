import type { Refusal } from "../operation.ts";

/** Of a type that another takes the name of. */
export const ENUM_REFUSALS: readonly Refusal[] = [
  {
    what: "An index, check, policy or view that compares the column with a value of the type",
    instead: "Write it over `::text` first",
  },
  { what: "A default that is no plain value", instead: "Drop the default before, and set it again after" },
  {
    what: "A domain, composite or range type over the enum",
    instead: "Give its columns the enum itself first (change-type), and drop it",
  },
  {
    what: "An aggregate, operator or cast of the type, or a function with an SQL body",
    instead: "Drop it before, and make it again after; or give the function a text as its body, which is carried over",
  },
  {
    what: "A function of the type that something else is bound to (an index, a view)",
    instead: "Drop that before, and make it again after",
  },
  {
    what: "A function or a trigger's WHEN that names a value which goes",
    instead: "Write it without that value first",
  },
  {
    what: "A default, check or policy of another column that names the type",
    instead: "Write it without the type first",
  },
  { what: "A type that belongs to an extension", instead: "The extension's own script changes it" },
];
