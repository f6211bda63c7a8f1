import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import type { RunBy } from "#core/analysis/script-part.ts";
import type { TransactionMode } from "#core/domain/migration-runner-id.ts";

const controls = ({ changes }: AnalysedStatement): boolean => changes.some(({ kind }) => kind === "transaction");

/** Whether the statements share a transaction that they did not open themselves. */
const SHARES: Readonly<Record<TransactionMode, (statements: readonly AnalysedStatement[]) => boolean>> = {
  "one-transaction": () => true,
  "each-alone": () => false,
  // The server makes one transaction of several statements in a message, unless they begin their own.
  "one-message": (statements) => statements.length > 1 && !statements.some(controls),
  "by-kind": (statements) => !statements.every(({ refusesTransaction }) => refusesTransaction),
};

/** A statement alone that may run in a transaction has one to itself: all of it happens or nothing. */
const isAlone = ([first, ...rest]: readonly AnalysedStatement[]): boolean =>
  first !== undefined &&
  rest.length === 0 &&
  !first.refusesTransaction &&
  // REINDEX and CLUSTER refuse a transaction where the table is partitioned.
  !first.changes.some(({ kind }) => kind === "transaction" || kind === "reindex" || kind === "cluster");

export const runBy = (mode: TransactionMode, statements: readonly AnalysedStatement[]): RunBy =>
  SHARES[mode](statements) || isAlone(statements) ? "wrapped" : "own";
