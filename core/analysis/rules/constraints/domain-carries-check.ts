import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";

export const domainCarriesCheck = onChange(
  {
    id: "domain-carries-check",
    title: "Domain with a CHECK",
    engines: ["postgresql"],
    category: "constraints",
    detects: "CREATE DOMAIN with CHECK",
    why: "Later changes touch all tables at once",
    safer: "A CHECK on each column.",
  },
  ["create-domain"],
  ({ domain, checks }) =>
    checks.length > 0
      ? {
          severity: "note",
          message: `A later change of this CHECK touches every table that uses ${nameInWords(domain)} at once`,
        }
      : null,
);
