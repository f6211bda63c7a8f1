import type { Rule } from "../rule.ts";
import { checkNotImmutable } from "./constraints/check-not-immutable.ts";
import { checkValidatedInline } from "./constraints/check-validated-inline.ts";
import { columnWithCheck } from "./constraints/column-with-check.ts";
import { columnWithForeignKey } from "./constraints/column-with-foreign-key.ts";
import { columnWithUnique } from "./constraints/column-with-unique.ts";
import { constraintEnforcedLater } from "./constraints/constraint-enforced-later.ts";
import { constraintNotEnforced } from "./constraints/constraint-not-enforced.ts";
import { constraintUnnamed } from "./constraints/constraint-unnamed.ts";
import { domainCarriesCheck } from "./constraints/domain-carries-check.ts";
import { domainConstraintScansUsers } from "./constraints/domain-constraint-scans-users.ts";
import { dropForeignKeyLocksBoth } from "./constraints/drop-foreign-key-locks-both.ts";
import { exclusionBuildsIndex } from "./constraints/exclusion-builds-index.ts";
import { foreignKeyActionUnstated } from "./constraints/foreign-key-action-unstated.ts";
import { foreignKeyLocksParent } from "./constraints/foreign-key-locks-parent.ts";
import { foreignKeyNotDeferrable } from "./constraints/foreign-key-not-deferrable.ts";
import { foreignKeyTypeMismatch } from "./constraints/foreign-key-type-mismatch.ts";
import { foreignKeyValidatedInline } from "./constraints/foreign-key-validated-inline.ts";
import { foreignKeysNotAllowed } from "./constraints/foreign-keys-not-allowed.ts";
import { manyForeignKeysAtOnce } from "./constraints/many-foreign-keys-at-once.ts";
import { nativeNotNullAvailable } from "./constraints/native-not-null-available.ts";
import { newTableLocksParent } from "./constraints/new-table-locks-parent.ts";
import { notValidThenValidateTogether } from "./constraints/not-valid-then-validate-together.ts";
import { primaryKeyBuildsIndex } from "./constraints/primary-key-builds-index.ts";
import { primaryKeyOverNullable } from "./constraints/primary-key-over-nullable.ts";
import { uniqueBuildsIndex } from "./constraints/unique-builds-index.ts";
import { validateJoinedWithExclusive } from "./constraints/validate-joined-with-exclusive.ts";
import { validateUnderStrongLock } from "./constraints/validate-under-strong-lock.ts";
import { validationForgotten } from "./constraints/validation-forgotten.ts";

export const CONSTRAINTS_RULES: readonly Rule[] = [
  foreignKeyValidatedInline,
  notValidThenValidateTogether,
  validateUnderStrongLock,
  validateJoinedWithExclusive,
  columnWithForeignKey,
  foreignKeyLocksParent,
  manyForeignKeysAtOnce,
  newTableLocksParent,
  foreignKeyTypeMismatch,
  foreignKeyActionUnstated,
  foreignKeysNotAllowed,
  dropForeignKeyLocksBoth,
  foreignKeyNotDeferrable,
  checkValidatedInline,
  columnWithCheck,
  checkNotImmutable,
  uniqueBuildsIndex,
  columnWithUnique,
  primaryKeyBuildsIndex,
  primaryKeyOverNullable,
  exclusionBuildsIndex,
  constraintNotEnforced,
  constraintEnforcedLater,
  domainConstraintScansUsers,
  domainCarriesCheck,
  constraintUnnamed,
  validationForgotten,
  nativeNotNullAvailable,
];
