import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";

export const enumValueRenamed = onChange(
  {
    id: "enum-value-renamed",
    title: "Enum value renamed",
    engines: ["postgresql"],
    category: "compatibility",
    detects: "RENAME VALUE",
    why: "No table is locked, but old writers fail, and logical replication does not carry it",
    safer: "Add the new value and change the rows with a backfill step.",
  },
  ["alter-enum"],
  ({ action, value, oldValue, type }) =>
    action === "rename-value"
      ? {
          severity: "warning",
          message: `Whoever writes ${oldValue ?? "the old value"} into ${nameInWords(type)} fails as soon as it is ${value}`,
        }
      : null,
);
