import type { ConditionSpec } from "../../change-specs.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const weakWhere = onChange(
  {
    id: "weak-where",
    title: "Condition that does not do what it seems",
    engines: ["postgresql"],
    category: "data changes",
    detects: "= NULL, function on the indexed column, leading %, long OR lists, LIMIT without order",
    why: "Wrong or full scan",
    safer: "Write it so that an index serves it.",
  },
  ["update", "delete"],
  ({ where }) =>
    where.weaknesses.map(
      (weakness): Told => ({ severity: weakness === "equals-null" ? "error" : "note", message: WORDS[weakness] }),
    ),
);

const WORDS: Record<ConditionSpec["weaknesses"][number], string> = {
  "equals-null": "= NULL is never true: no row is meant by it; write IS NULL",
  "function-on-column": "A function over the column keeps its index from being used",
  "leading-wildcard": "LIKE with % in front reads all rows",
  "long-or-list": "A long list of OR is planned badly; write IN or join a list",
  "limit-without-order": "LIMIT without ORDER BY takes other rows each time",
};
