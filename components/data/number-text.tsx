import { formatCompact, formatCount } from "./figures.ts";

/** A count in tabular figures. `isCompact` shows `171 K` with the exact number on hover; `null` is a dash. */
export function NumberText({ value, isCompact = false }: { value: number | null; isCompact?: boolean }) {
  if (value === null) return <span className="text-muted-foreground">–</span>;
  return (
    <span className="whitespace-nowrap nums" title={isCompact ? formatCount(value) : undefined}>
      {isCompact ? formatCompact(value) : formatCount(value)}
    </span>
  );
}
