import type { Rule } from "../rule.ts";
import { columnSetTwice } from "./failures/column-set-twice.ts";
import { enumValueUsedTooSoon } from "./failures/enum-value-used-too-soon.ts";
import { foreignKeyCollation } from "./failures/foreign-key-collation.ts";
import { indexOwnedByConstraint } from "./failures/index-owned-by-constraint.ts";
import { partitionKeyMissing } from "./failures/partition-key-missing.ts";
import { partitionedForeignKeyNotValid } from "./failures/partitioned-foreign-key-not-valid.ts";
import { requiredColumnNoDefault } from "./failures/required-column-no-default.ts";
import { sequenceBehind } from "./failures/sequence-behind.ts";
import { statementDoesNotPlan } from "./failures/statement-does-not-plan.ts";
import { typeChangeBlockedByView } from "./failures/type-change-blocked-by-view.ts";
import { uniqueMayFail } from "./failures/unique-may-fail.ts";
import { usedBeforeCreated } from "./failures/used-before-created.ts";

export const FAILURES_RULES: readonly Rule[] = [
  uniqueMayFail,
  requiredColumnNoDefault,
  typeChangeBlockedByView,
  enumValueUsedTooSoon,
  statementDoesNotPlan,
  sequenceBehind,
  columnSetTwice,
  partitionKeyMissing,
  indexOwnedByConstraint,
  partitionedForeignKeyNotValid,
  foreignKeyCollation,
  usedBeforeCreated,
];
