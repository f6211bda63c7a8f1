const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });

export const formatCount = (count: number): string => whole.format(count);

/** `171 K`, for places in which the exact number says no more. */
export const formatCompact = (count: number): string => compact.format(count);

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1);
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? whole.format(value) : value.toFixed(1)} ${BYTE_UNITS[step]}`;
}

/** Never rounded up to 100 %: done is done, and not before. */
export function formatPercent(fraction: number): string {
  if (fraction >= 1) return "100 %";
  return `${(Math.floor(Math.max(0, fraction) * 1000) / 10).toFixed(1)} %`;
}

export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return both(minutes, "min", Math.floor(seconds % 60), "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return both(hours, "h", minutes % 60, "min");
  return both(Math.floor(hours / 24), "d", hours % 24, "h");
}

const both = (more: number, unit: string, less: number, lesser: string): string =>
  less === 0 ? `${more} ${unit}` : `${more} ${unit} ${less} ${lesser}`;

/** `2 – 15 s` from seconds; one value where both ends read the same. */
export function formatSeconds({ low, high }: { readonly low: number; readonly high: number }): string {
  const [from, to] = [formatDuration(low * 1000), formatDuration(high * 1000)];
  return from === to ? from : `${from} – ${to}`;
}
