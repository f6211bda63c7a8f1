import type { StatementHistory } from "../statement-history.ts";

/** A file counts nothing. */
export const sqliteStatementHistory: StatementHistory = {
  counted: async () => ({
    statements: null,
    notes: ["SQLite does not count statements: only heartbeats were looked at."],
  }),
};
