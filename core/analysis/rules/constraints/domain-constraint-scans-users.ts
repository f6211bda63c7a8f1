import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { lockedTables } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const domainConstraintScansUsers = onChange(
  {
    id: "domain-constraint-scans-users",
    title: "Domain constraint reads all its tables",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ALTER DOMAIN ADD CHECK, VALIDATE, SET NOT NULL",
    why: "SHARE on every table that uses the domain, each read in full",
    safer: "Add it NOT VALID and VALIDATE it off-peak; better a CHECK on the column.",
  },
  ["alter-domain"],
  ({ domain, action, constraint, name }, scene) => {
    if (
      action !== "validate-constraint" &&
      action !== "set-not-null" &&
      (action !== "add-constraint" || constraint?.notValid)
    )
      return null;
    const users = lockedTables(scene.at);
    if (users.length === 0 && !scene.at.before.complete) {
      return {
        severity: "warning",
        message: `Reads every table that has a column of ${nameInWords(domain)}; writers of each wait. Which they are is not known from the text`,
      };
    }
    return users.flatMap(
      ({ relation }) =>
        toldOfLock(scene, relation, {
          does: (it) =>
            `Reads all of ${it}, which has a column of ${nameInWords(domain)}, for ${constraint?.name ?? name ?? "NOT NULL"}`,
          work: "scan",
        }) ?? [],
    );
  },
);
