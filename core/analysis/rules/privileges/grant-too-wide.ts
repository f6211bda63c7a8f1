import { onChange } from "../../on-change.ts";

export const grantTooWide = onChange(
  {
    id: "grant-too-wide",
    title: "Wide grant",
    engines: ["postgresql"],
    category: "privileges",
    detects: "GRANT ALL, to PUBLIC, WITH GRANT OPTION, or mixed with DDL",
    why: "Rights drift",
    safer: "The least rights, to named roles, in a change of their own.",
  },
  ["grant"],
  ({ privileges, toPublic, withGrantOption, of }) => {
    if (of === "roles")
      return withGrantOption ? { severity: "note", message: "The grantee may hand the role on" } : null;
    const what = [
      ...(privileges.length === 0 ? ["all rights"] : []),
      ...(toPublic ? ["to everybody"] : []),
      ...(withGrantOption ? ["to hand on"] : []),
    ];
    return what.length > 0 ? { severity: "warning", message: `Grants ${what.join(", ")}` } : null;
  },
);
