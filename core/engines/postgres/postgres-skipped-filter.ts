import type { SkippedFilter } from "../skipped-rows.ts";

/** Conditions of a filter, to be added to others; `params` grows by what they name. */
export function filterSql({ kind, status, code }: SkippedFilter, params: unknown[]): string {
  const equals = (column: string, value: string | undefined) =>
    value === undefined ? "" : ` AND ${column} = $${params.push(value)}`;
  return equals("kind", kind) + equals("status", status) + equals("code", code);
}
