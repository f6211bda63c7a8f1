import { onStatement } from "../../on-statement.ts";

export const statementDoesNotPlan = onStatement(
  {
    id: "statement-does-not-plan",
    title: "The server will refuse the statement",
    engines: ["postgresql", "sqlite"],
    category: "failures",
    needs: ["schema"],
    detects: "A statement that the server will refuse in this schema, version and transaction",
    why: "It fails at run time, perhaps after others went through",
    safer: "Correct the statement, or what stands before it.",
    yieldsTo: [
      "concurrently-in-transaction",
      "dependents-locked",
      "composite-type-change",
      "type-change-blocked-by-view",
      "enum-value-used-too-soon",
      "index-owned-by-constraint",
      "partitioned-foreign-key-not-valid",
      "partitioned-index-blocks",
      "partition-key-missing",
      "column-set-twice",
      "used-before-created",
      "required-column-no-default",
      "set-not-null-over-unvalidated",
      "foreign-key-type-mismatch",
      "foreign-key-collation",
      "sqlite-add-column-refused",
      "sqlite-alter-needs-353",
      "sqlite-drop-column-rewrites",
      "nested-transaction",
    ],
  },
  ({ at }) =>
    at.effects.refused
      ? {
          severity: "error",
          message: `The server refuses this (${at.effects.refused.code}): ${at.effects.refused.why}`,
        }
      : null,
);
