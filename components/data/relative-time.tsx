"use client";

import { useNow } from "./now.ts";

const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const DAY_MS = 24 * 3_600_000;

const STEPS = [
  { unit: "s", ms: 1000, upTo: 60_000 },
  { unit: "min", ms: 60_000, upTo: 3_600_000 },
  { unit: "h", ms: 3_600_000, upTo: 48 * 3_600_000 },
  { unit: "days", ms: 86_400_000, upTo: Number.POSITIVE_INFINITY },
] as const;

/** "now", "12 s ago", "in 3 days". Not by `Intl`: servers and browsers word it differently. */
export function formatRelative(at: number, now: number): string {
  const distance = Math.abs(at - now);
  if (distance < 2000) return "now";
  const { ms, unit } = STEPS.find((it) => distance < it.upTo) ?? STEPS[3];
  const words = `${Math.trunc(distance / ms)} ${unit}`;
  return at > now ? `in ${words}` : `${words} ago`;
}

/** How long ago, and on hover when exactly. `at` is ISO 8601. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const ms = Date.parse(at);
  return (
    <time
      // Made anew after hydration: the server's clock and time zone are not the reader's.
      key={now === null ? "server" : "browser"}
      dateTime={at}
      title={now === null ? undefined : absolute.format(ms)}
      suppressHydrationWarning
      className={className ?? "whitespace-nowrap nums"}
    >
      {formatRelative(ms, now ?? Date.now())}
    </time>
  );
}

/** The exact time in the reader's time zone. */
export function AbsoluteTime({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  return (
    <time
      key={now === null ? "server" : "browser"}
      dateTime={at}
      suppressHydrationWarning
      className={className ?? "whitespace-nowrap nums"}
    >
      {absolute.format(Date.parse(at))}
    </time>
  );
}

/** "12:03", and with the day when that is not within a day from now. In the reader's time zone. */
export function ClockTime({ at }: { at: string }) {
  const now = useNow();
  const ms = Date.parse(at);
  const isNear = now === null || Math.abs(ms - now) < DAY_MS;
  return (
    <time
      key={now === null ? "server" : "browser"}
      dateTime={at}
      title={now === null ? undefined : absolute.format(ms)}
      suppressHydrationWarning
      className="whitespace-nowrap nums"
    >
      {(isNear ? clock : dayAndClock).format(ms)}
    </time>
  );
}
