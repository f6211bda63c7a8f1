import { onChange } from "../../on-change.ts";

export const columnPadding = onChange(
  {
    id: "column-padding",
    title: "Column order that wastes space",
    engines: ["postgresql"],
    category: "design",
    detects: "Column order that wastes alignment",
    why: "Space in each row",
    safer: "In a new table, put wide columns first.",
    optional: true,
  },
  ["create-table"],
  ({ spec }) => {
    const widths = spec.columns.map(({ type }) => WIDTHS[type?.text ?? ""] ?? 0);
    const fixed = widths.filter((width) => width > 0);
    const wasted = waste(fixed);
    const best = waste(fixed.toSorted((a, b) => b - a));
    return wasted - best >= 8
      ? { severity: "note", message: `${wasted - best} bytes of each row are gaps between columns` }
      : null;
  },
);

const WIDTHS: Readonly<Record<string, number>> = {
  bigint: 8,
  "double precision": 8,
  "timestamp with time zone": 8,
  "timestamp without time zone": 8,
  integer: 4,
  date: 4,
  real: 4,
  smallint: 2,
  boolean: 1,
};

/** A value begins at a multiple of its own width. */
function waste(widths: readonly number[]): number {
  let at = 0;
  let gaps = 0;
  for (const width of widths) {
    const gap = (width - (at % width)) % width;
    gaps += gap;
    at += gap + width;
  }
  return gaps;
}
