import { cursorTime } from "./chart-theme.ts";
import { formatCompact } from "./figures.ts";
import type { LineChartProps } from "./line-chart.tsx";

const ROWS = 30;

/** The newest figures of a chart, for those who cannot see it. */
export function FigureTable({ at, series, format = formatCompact }: LineChartProps) {
  const span = (at.at(-1) ?? 0) - (at[0] ?? 0);
  const rows = at
    .map((time, row) => ({ time, row }))
    .slice(-ROWS)
    .reverse();
  return (
    <details className="text-xs text-muted-foreground" data-print="hide">
      <summary className="w-fit cursor-pointer rounded-sm hover:text-foreground">As a table</summary>
      <table className="mt-1 w-full nums">
        <thead>
          <tr>
            <th className="text-left font-medium">Time</th>
            {series.map((it) => (
              <th key={it.label} className="text-right font-medium">
                {it.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ time, row }) => (
            <tr key={time}>
              <td>{cursorTime(time, span)}</td>
              {series.map((it) => {
                const value = it.values[row];
                return (
                  <td key={it.label} className="text-right">
                    {value === undefined || value === null ? "–" : format(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
