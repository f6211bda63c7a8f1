import { onChange } from "../../on-change.ts";

export const indexUnnamed = onChange(
  {
    id: "index-unnamed",
    title: "Index without a name",
    engines: ["postgresql"],
    category: "indexes",
    detects: "CREATE INDEX without a name",
    why: "Names differ between environments",
    safer: "Give it a name.",
  },
  ["create-index"],
  ({ index }) =>
    index.name === null
      ? { severity: "note", message: "The server makes up a name, and it can be another one elsewhere" }
      : null,
);
