import type { IgnoredRule } from "#core/domain/plan-document.ts";
import type { GrantFact } from "../facts/table-facts.ts";

/** For a step that gives again what somebody gave before: the review would warn of wide rights. */
export const grantWaiver = (grants: readonly GrantFact[]): readonly IgnoredRule[] =>
  grants.some(({ grantable, grantee }) => grantable || grantee === "PUBLIC")
    ? [{ rule: "grant-too-wide", reason: "The same rights were there before" }]
    : [];
