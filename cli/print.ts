import type { Terminal } from "./terminal.ts";

export interface JsonOption {
  readonly json?: boolean;
}

/** As JSON where asked for, else as text for people. */
export function print<T>(terminal: Terminal, options: JsonOption, value: T, text: (value: T) => string): void {
  terminal.write(options.json ? `${JSON.stringify(value, null, 2)}\n` : `${text(value)}\n`);
}

/** One JSON value a line, for what goes on. */
export const printLine = (terminal: Terminal, value: unknown): void => terminal.write(`${JSON.stringify(value)}\n`);

/** Columns as wide as their widest cell; says so where there is nothing. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], empty: string): string {
  if (rows.length === 0) return empty;
  const all = [headings, ...rows];
  const widths = headings.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Names and values, one a line; what is absent is left out. */
export function facts(pairs: readonly (readonly [name: string, value: string | null | undefined])[]): string {
  const shown = pairs.flatMap(([name, value]) => (value == null || value === "" ? [] : [[name, value] as const]));
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;
export function bytes(count: number | null): string | null {
  if (count === null) return null;
  const at = count < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** at).toFixed(at === 0 ? 0 : 1)} ${UNITS[at]}`;
}

export const number = (value: number): string => Math.round(value).toLocaleString("en-US");
export const percent = (fraction: number): string => `${(Math.floor(fraction * 1000) / 10).toFixed(1)} %`;

export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
