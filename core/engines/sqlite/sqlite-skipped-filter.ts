import type { SkippedFilter } from "../skipped-rows.ts";

/** Conditions of a filter, to be added to others, with their parameters. */
export function filterSql({ kind, status, code }: SkippedFilter): {
  readonly sql: string;
  readonly params: readonly string[];
} {
  const asked = Object.entries({ kind, status, code }).flatMap(([column, value]) =>
    value === undefined ? [] : [{ column, value }],
  );
  return {
    sql: asked.map(({ column }) => ` AND ${column} = ?`).join(""),
    params: asked.map(({ value }) => value),
  };
}
