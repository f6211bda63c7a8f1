import type { Rule } from "../rule.ts";
import { commitInScript } from "./transactions/commit-in-script.ts";
import { concurrentlyInTransaction } from "./transactions/concurrently-in-transaction.ts";
import { connectionHygiene } from "./transactions/connection-hygiene.ts";
import { dynamicSql } from "./transactions/dynamic-sql.ts";
import { lockTimeoutMissing } from "./transactions/lock-timeout-missing.ts";
import { locksManyTables } from "./transactions/locks-many-tables.ts";
import { manyChangesOneTransaction } from "./transactions/many-changes-one-transaction.ts";
import { mergeableAlters } from "./transactions/mergeable-alters.ts";
import { mixedTransactionModes } from "./transactions/mixed-transaction-modes.ts";
import { nestedTransaction } from "./transactions/nested-transaction.ts";
import { notRerunnable } from "./transactions/not-rerunnable.ts";
import { releaseLockBudget } from "./transactions/release-lock-budget.ts";
import { savepointLoop } from "./transactions/savepoint-loop.ts";
import { schemaAndDataMixed } from "./transactions/schema-and-data-mixed.ts";
import { staleWaiver } from "./transactions/stale-waiver.ts";
import { statementTimeoutMissing } from "./transactions/statement-timeout-missing.ts";
import { timeoutIneffective } from "./transactions/timeout-ineffective.ts";
import { transactionLeftOpen } from "./transactions/transaction-left-open.ts";
import { workAfterExclusiveLock } from "./transactions/work-after-exclusive-lock.ts";

export const TRANSACTIONS_RULES: readonly Rule[] = [
  concurrentlyInTransaction,
  lockTimeoutMissing,
  statementTimeoutMissing,
  timeoutIneffective,
  connectionHygiene,
  transactionLeftOpen,
  nestedTransaction,
  commitInScript,
  workAfterExclusiveLock,
  locksManyTables,
  manyChangesOneTransaction,
  mergeableAlters,
  mixedTransactionModes,
  notRerunnable,
  savepointLoop,
  releaseLockBudget,
  schemaAndDataMixed,
  dynamicSql,
  staleWaiver,
];
