import type { SkippedGroup } from "#core/engines/skipped-rows.ts";

/** How many rows are set aside and neither written, deleted nor waived since. */
export function openRowsOf(groups: readonly SkippedGroup[]): { readonly hot: number; readonly poison: number } {
  const open = groups.filter(({ status }) => status === "open");
  const of = (kind: SkippedGroup["kind"]) =>
    open.filter((group) => group.kind === kind).reduce((sum, { rows }) => sum + rows, 0);
  return { hot: of("hot"), poison: of("poison") };
}

const MOST_CAUSES = 2;

/** What a person has to do: "3 rows are set aside: mend or waive them (23514 …)". */
export function describeSetAside(groups: readonly SkippedGroup[]): string {
  const { hot, poison } = openRowsOf(groups);
  const rows = hot + poison;
  const what =
    rows === 1 ? "1 row is set aside: mend or waive it" : `${number(rows)} rows are set aside: mend or waive them`;
  const causes = groups.filter(({ status, message }) => status === "open" && message !== null);
  const named = causes.slice(0, MOST_CAUSES).map(({ message }) => String(message).replace(/\.$/, ""));
  if (named.length === 0) return what;
  const rest = causes.length - named.length;
  return `${what} (${named.join("; ")}${rest > 0 ? `; and ${rest} more causes` : ""})`;
}

const number = (rows: number): string => rows.toLocaleString("en");
