/** Tools whose migrations `sluice lint` knows; `numbered` and `plain` are files of which no tool is known. */
export const RUNNER_IDS = [
  "diesel",
  "prisma",
  "flyway",
  "dbmate",
  "sqlx",
  "golang-migrate",
  "schema-dump",
  "numbered",
  "plain",
] as const;
export type RunnerId = (typeof RUNNER_IDS)[number];

/**
 * How a tool sends a file. `one-transaction`: it begins and commits around it. `one-message`: the whole file in one message, which
 * PostgreSQL makes a transaction of where there are several statements. `each-alone`: statement by statement, nothing around.
 * `by-kind`: a transaction, unless every statement is of those that refuse one.
 */
export const TRANSACTION_MODES = ["one-transaction", "one-message", "each-alone", "by-kind"] as const;
export type TransactionMode = (typeof TRANSACTION_MODES)[number];
