import { onStatement } from "../../on-statement.ts";

export const dynamicSql = onStatement(
  {
    id: "dynamic-sql",
    title: "SQL that the text does not show",
    engines: ["postgresql", "sqlite"],
    category: "transactions",
    detects: "DDL inside DO, EXECUTE, functions; statements that Sluice does not know",
    why: "The text does not show what it does; the worst is assumed, and only a run on a copy shows it",
    safer: "Write the statements out, or run it on a copy and look.",
  },
  ({ at }) =>
    at.effects.analysable
      ? null
      : {
          severity: "warning",
          message: `Not analysable: ${at.effects.depends.find(({ on }) => on === "hidden-code")?.message ?? `what ${at.statement.label} does cannot be told from its text`}`,
        },
);
