const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds as people say them: "40 s", "3 min", "2 h 10 min", "1 day 4 h". */
export function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${whole} s`;
  if (whole < 100 * MINUTE) return `${Math.round(whole / MINUTE)} min`;
  if (whole < DAY) return joined(Math.floor(whole / HOUR), "h", Math.round((whole % HOUR) / MINUTE), "min");
  const days = Math.floor(whole / DAY);
  return joined(days, days === 1 ? "day" : "days", Math.round((whole % DAY) / HOUR), "h");
}

const joined = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** "about 2 to 3 min", "about 40 s". */
export function rangeWords(fromSeconds: number, toSeconds: number): string {
  const from = durationWords(fromSeconds);
  const to = durationWords(toSeconds);
  if (from === to) return `about ${to}`;
  const [, fromUnit] = from.split(" ");
  const [toNumber, toUnit, ...rest] = to.split(" ");
  const isPlain = rest.length === 0 && from.split(" ").length === 2 && fromUnit === toUnit;
  return isPlain ? `about ${from.split(" ")[0]} to ${toNumber} ${toUnit}` : `about ${from} to ${to}`;
}
