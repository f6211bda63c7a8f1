import type { Rule, Told } from "../../rule.ts";

export const namingConvention: Rule = {
  id: "naming-convention",
  title: "Name against the convention",
  engines: ["postgresql", "sqlite"],
  category: "design",
  detects: "Names of tables, columns, indexes, constraints; reserved words; case",
  why: "House rule",
  safer: "Name it as agreed.",
  check: (scene) =>
    scene.at.statement.gives.flatMap(({ what, name, place }): readonly Told[] => {
      const pattern =
        what === "table" || what === "column" || what === "index" || what === "constraint"
          ? scene.settings.house.names[what]
          : undefined;
      return !pattern || pattern.test(name)
        ? []
        : [{ severity: "warning", message: `The ${what} ${name} is not named as agreed (${pattern.source})`, place }];
    }),
};
