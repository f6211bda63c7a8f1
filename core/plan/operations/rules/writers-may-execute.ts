import type { IgnoredRule } from "#core/domain/plan-document.ts";

/** Functions of dual writes are called by whoever writes a row. */
export const WRITERS_MAY_EXECUTE: IgnoredRule = {
  rule: "grant-too-wide",
  reason: "Dual writes are computed with the rights of whoever writes the row.",
};
