import type { Rule } from "../rule.ts";
import { autovacuumDisabled } from "./privileges/autovacuum-disabled.ts";
import { definerWithoutSearchPath } from "./privileges/definer-without-search-path.ts";
import { dependenciesUnknown } from "./privileges/dependencies-unknown.ts";
import { extensionManagedTable } from "./privileges/extension-managed-table.ts";
import { extensionUnpinned } from "./privileges/extension-unpinned.ts";
import { grantTooWide } from "./privileges/grant-too-wide.ts";
import { needsSuperuser } from "./privileges/needs-superuser.ts";
import { ownerChange } from "./privileges/owner-change.ts";
import { policyChangeLocksTable } from "./privileges/policy-change-locks-table.ts";
import { rlsPolicyGap } from "./privileges/rls-policy-gap.ts";
import { rlsWithoutPolicy } from "./privileges/rls-without-policy.ts";

export const PRIVILEGES_RULES: readonly Rule[] = [
  rlsWithoutPolicy,
  rlsPolicyGap,
  policyChangeLocksTable,
  ownerChange,
  grantTooWide,
  definerWithoutSearchPath,
  needsSuperuser,
  extensionUnpinned,
  dependenciesUnknown,
  autovacuumDisabled,
  extensionManagedTable,
];
