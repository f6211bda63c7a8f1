import type { SkippedFilter, SkippedGroup } from "#core/engines/skipped-rows.ts";

/** How many open rows pass the filter. */
export const openOf = (groups: readonly SkippedGroup[], { kind, code }: Pick<SkippedFilter, "kind" | "code">): number =>
  groups
    .filter((group) => group.status === "open")
    .filter((group) => (kind === undefined || group.kind === kind) && (code === undefined || group.code === code))
    .reduce((sum, { rows }) => sum + rows, 0);
