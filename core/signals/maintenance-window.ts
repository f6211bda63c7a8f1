/** When backfills may run. No opening times: always, except in a freeze. */
export interface MaintenanceWindow {
  /** IANA name, such as Europe/Berlin. */
  readonly timeZone: string;
  /** Days from 1 (Monday) to 7 on which it opens; `to` that is not after `from` is on the next day. */
  readonly openings: readonly { readonly days: readonly number[]; readonly from: string; readonly to: string }[];
  /** ISO 8601; whatever the openings say, nothing runs meanwhile. */
  readonly freezes: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
}

export interface WindowStanding {
  readonly isOpen: boolean;
  /** Milliseconds since 1970: when it opened or closed; `null`: it has always been so. */
  readonly since: number | null;
  /** When that changes; `null`: it does not. */
  readonly changesAt: number | null;
  /** The freeze that holds now. */
  readonly freeze: MaintenanceWindow["freezes"][number] | null;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Every opening comes back within a week; a day on each side covers those over midnight and any time zone. */
const DAYS_AROUND = 9;

/** Whether the window is open at a moment (milliseconds since 1970), and when that changes. @throws RangeError for a time zone that is none. */
export function windowAt(window: MaintenanceWindow, now: number): WindowStanding {
  const freezes = window.freezes.map((it) => ({ ...it, span: { from: Date.parse(it.from), to: Date.parse(it.to) } }));
  const marks = freezes.flatMap(({ span }) => [span.from, span.to]);
  // A freeze of months hides the openings near now: those near its ends count too.
  const openings = [now, ...marks].flatMap((around) => spansAround(window, around));
  const isOpenAt = (at: number) =>
    (window.openings.length === 0 || openings.some((span) => holds(span, at))) &&
    !freezes.some(({ span }) => holds(span, at));
  const isOpen = isOpenAt(now);
  const edges = [...marks, ...openings.flatMap(({ from, to }) => [from, to])].sort((a, b) => a - b);
  const isOther = (at: number) => isOpenAt(at) !== isOpen;
  const changesAt = edges.find((at) => at > now && isOther(at)) ?? null;
  // The edge after which it was as it is now, and before which it was not.
  const since = edges.findLast((at) => at <= now && isOther(at - 1)) ?? null;
  const { span: _, ...freeze } = freezes.find(({ span }) => holds(span, now)) ?? { span: null };
  return { isOpen, since, changesAt, freeze: "reason" in freeze ? freeze : null };
}

const holds = ({ from, to }: Span, at: number): boolean => at >= from && at < to;

function spansAround({ timeZone, openings }: MaintenanceWindow, around: number): Span[] {
  if (openings.length === 0) return [];
  const today = localDay(around, timeZone);
  return Array.from({ length: 2 * DAYS_AROUND + 1 }, (_, at) => today + (at - DAYS_AROUND) * DAY_MS).flatMap((day) =>
    openings
      .filter(({ days }) => days.includes(weekday(day)))
      .map(({ from, to }) => {
        const end = minutes(to) > minutes(from) ? day : day + DAY_MS;
        return {
          from: instantOf(day + minutes(from) * MINUTE_MS, timeZone),
          to: instantOf(end + minutes(to) * MINUTE_MS, timeZone),
        };
      }),
  );
}

/** Monday is 1; the argument is midnight UTC of a calendar day. */
const weekday = (day: number): number => new Date(day).getUTCDay() || 7;

function minutes(time: string): number {
  const [hours, rest] = time.split(":");
  return Number(hours) * 60 + Number(rest);
}

/** The calendar day of a moment, as midnight UTC of that date. */
function localDay(at: number, timeZone: string): number {
  const local = at + offsetAt(at, timeZone);
  return local - (((local % DAY_MS) + DAY_MS) % DAY_MS);
}

/**
 * The moment at which clocks there show a time. A time that comes twice means the first; one that is skipped means as
 * long after midnight as it says (RFC 5545, 3.3.5).
 */
function instantOf(local: number, timeZone: string): number {
  const before = local - offsetAt(local - DAY_MS, timeZone);
  const after = local - offsetAt(local + DAY_MS, timeZone);
  if (before + offsetAt(before, timeZone) === local) return before;
  if (after + offsetAt(after, timeZone) === local) return after;
  return before;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}

/** How far clocks there are ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}
