const MOST_SHOWN = 6;

/** Columns of a declaration: a few at once, all of them on demand. */
export function ColumnList({ columns, label }: { columns: readonly string[]; label: string }) {
  if (columns.length === 0) return <span className="text-muted-foreground">none</span>;
  const chips = (shown: readonly string[]) => (
    <ul aria-label={label} className="flex flex-wrap gap-1">
      {shown.map((column) => (
        <li key={column}>
          <code className="rounded-sm border bg-muted px-1 py-px text-2xs break-all">{column}</code>
        </li>
      ))}
    </ul>
  );
  if (columns.length <= MOST_SHOWN) return chips(columns);
  return (
    <details>
      <summary className="cursor-pointer text-xs hover:underline">{columns.length} columns</summary>
      <div className="pt-1.5">{chips(columns)}</div>
    </details>
  );
}
