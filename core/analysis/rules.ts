import type { Rule } from "./rule.ts";
import { COMPATIBILITY_RULES } from "./rules/compatibility-rules.ts";
import { CONSTRAINTS_RULES } from "./rules/constraints-rules.ts";
import { DATA_CHANGES_RULES } from "./rules/data-changes-rules.ts";
import { DATA_LOSS_RULES } from "./rules/data-loss-rules.ts";
import { DESIGN_RULES } from "./rules/design-rules.ts";
import { FAILURES_RULES } from "./rules/failures-rules.ts";
import { INDEXES_RULES } from "./rules/indexes-rules.ts";
import { LOCKS_RULES } from "./rules/locks-rules.ts";
import { PRIVILEGES_RULES } from "./rules/privileges-rules.ts";
import { SQLITE_RULES } from "./rules/sqlite-rules.ts";
import { TRANSACTIONS_RULES } from "./rules/transactions-rules.ts";

/** Every rule, in the order in which findings on one statement are told. */
export const RULES: readonly Rule[] = [
  ...LOCKS_RULES,
  ...DATA_LOSS_RULES,
  ...FAILURES_RULES,
  ...COMPATIBILITY_RULES,
  ...INDEXES_RULES,
  ...CONSTRAINTS_RULES,
  ...TRANSACTIONS_RULES,
  ...DESIGN_RULES,
  ...PRIVILEGES_RULES,
  ...DATA_CHANGES_RULES,
  ...SQLITE_RULES,
];
