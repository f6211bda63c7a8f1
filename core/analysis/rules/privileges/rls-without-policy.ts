import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { changesOf, sameWritten, tableIn } from "../../scene-facts.ts";

export const rlsWithoutPolicy = onChange(
  {
    id: "rls-without-policy",
    title: "Row level security without a policy",
    engines: ["postgresql"],
    category: "privileges",
    detects: "ENABLE ROW LEVEL SECURITY and no policy",
    why: "All rows vanish for everybody but owners",
    safer: "Create the policies first, in the same transaction.",
  },
  ["table-setting"],
  ({ table, setting, value }, scene) => {
    if (setting !== "row-security" || value !== "on") return null;
    const has =
      (tableIn(scene, table)?.policies.length ?? 0) > 0 ||
      changesOf(scene.script, "create-policy").some((it) => sameWritten(scene, it.table, table));
    return has
      ? null
      : {
          severity: "warning",
          message: `No policy of ${nameInWords(table)} lets anybody in: but for its owner all rows vanish`,
        };
  },
);
