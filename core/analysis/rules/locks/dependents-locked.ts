import { listInWords } from "../../name-in-words.ts";
import { onStatement } from "../../on-statement.ts";
import { shortName } from "../../sized-name.ts";

export const dependentsLocked = onStatement(
  {
    id: "dependents-locked",
    title: "Dependents refuse the change or are locked with it",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "Drop, rename or type change of what views, functions, policies or sequences use",
    why: "Refused, or CASCADE takes ACCESS EXCLUSIVE on them as well",
    safer: "Name each dependent and change or drop it on purpose, before this statement.",
    evenIfBrief: "the server refuses it, or CASCADE takes away what the statement does not name",
    yieldsTo: [
      "drop-type-cascade",
      "drop-trigger-locks-table",
      "index-owned-by-constraint",
      "drop-foreign-key-locks-both",
      "truncate-reaches-children",
    ],
  },
  ({ at }) => {
    const { effects, statement } = at;
    if (effects.refused?.code === "2BP01") {
      return { severity: "error", message: `The server refuses this: ${effects.refused.why}` };
    }
    if (!statement.changes.some((change) => "cascade" in change && change.cascade)) return null;
    const along = effects.relations.filter(
      ({ kind, why, blocks }) => kind !== "index" && why.length > 0 && blocks.length > 0,
    );
    const [first] = along;
    if (!first) return null;
    return {
      severity: "warning",
      message: `CASCADE also takes ${first.lock} on ${listInWords(along.map(({ relation }) => shortName(relation)))}, which the statement does not name`,
      held: { lock: first.lock, blocks: first.blocks, rewrite: first.rewrites },
    };
  },
);
