import type { Rule, Told } from "../../rule.ts";

export const unqualifiedName: Rule = {
  id: "unqualified-name",
  title: "Name without a schema",
  engines: ["postgresql"],
  category: "design",
  detects: "Name without schema",
  why: "The search_path decides which is meant",
  safer: "Write the schema before the name.",
  optional: true,
  check: (scene) =>
    scene.at.statement.unqualified.slice(0, 1).map(
      ({ name, place }): Told => ({
        severity: "note",
        message: `Which ${name} is meant depends on the search_path`,
        place,
      }),
    ),
};
