import { onStatement } from "../../on-statement.ts";

export const concurrentlyInTransaction = onStatement(
  {
    id: "concurrently-in-transaction",
    title: "Refused inside a transaction",
    engines: ["postgresql"],
    category: "transactions",
    detects: "CREATE, DROP or REINDEX INDEX CONCURRENTLY, DETACH CONCURRENTLY, VACUUM inside a transaction",
    why: "Refused (25001)",
    safer: "Give it a text of its own that the runner does not wrap.",
  },
  ({ at }) =>
    at.statement.refusesTransaction && at.transaction !== null
      ? {
          severity: "error",
          message: `The server refuses ${at.statement.label} inside a transaction, and ${at.part.phase === null ? "this text runs in one" : "a step is one"}`,
          fix: at.part.phase === null ? undefined : "Write it as an `index` step.",
        }
      : null,
);
