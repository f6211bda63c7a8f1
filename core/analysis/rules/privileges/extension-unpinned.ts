import { onChange } from "../../on-change.ts";

export const extensionUnpinned = onChange(
  {
    id: "extension-unpinned",
    title: "Extension without a version",
    engines: ["postgresql"],
    category: "privileges",
    detects: "CREATE EXTENSION or UPDATE without VERSION",
    why: "Hosts differ",
    safer: "State VERSION.",
  },
  ["create-extension", "alter-extension"],
  ({ extension, version }) =>
    version === null ? { severity: "note", message: `Which version of ${extension} comes depends on the host` } : null,
);
