import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { changesOf, laterIn } from "../../scene-facts.ts";

export const commentRequired = onChange(
  {
    id: "comment-required",
    title: "Comment missing",
    engines: ["postgresql"],
    category: "design",
    detects: "No comment on table or column",
    why: "House rule",
    safer: "COMMENT ON it.",
    optional: true,
  },
  ["create-table"],
  ({ table, persistence, spec }, scene) => {
    if (persistence === "temporary" || spec.partitionOf) return null;
    const said = changesOf(laterIn(scene), "comment").some(
      (it) => it.object === "table" && it.name.name === table.name,
    );
    return said ? null : { severity: "note", message: `Nothing says what ${nameInWords(table)} is for` };
  },
);
