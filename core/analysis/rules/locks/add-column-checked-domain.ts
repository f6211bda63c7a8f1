import { modelKey } from "../../model-key.ts";
import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnCheckedDomain = onChange(
  {
    id: "add-column-checked-domain",
    title: "New column of a checked domain",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "ADD COLUMN of a domain with CHECK or NOT NULL, default or not",
    why: "ACCESS EXCLUSIVE while the table is rewritten, default or not; a domain without constraints is in the catalog only",
    safer: "Use the domain's base type, add its condition as a CHECK NOT VALID, and VALIDATE it later.",
  },
  ["add-column"],
  ({ table, column }, scene) => {
    const { type } = column;
    const domain = type && scene.at.before.domains.get(modelKey(resolveName(scene.at.before, type.name)));
    if (!domain || (domain.checks.length === 0 && !domain.notNull)) return null;
    return toldOfLock(scene, table, {
      does: (it) => `Copies ${it}, because the domain ${domain.name.name} has a constraint to be checked for each row`,
      work: "rewrite",
    });
  },
);
