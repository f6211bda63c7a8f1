import { CircleStop, Gauge } from "lucide-react";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { cn } from "#components/ui/cn.ts";
import type { Reason } from "#contracts/throttle.ts";

const LOOKS = {
  slow: { icon: Gauge, ink: "text-warning-ink", word: "Slowed:" },
  stop: { icon: CircleStop, ink: "text-danger-ink", word: "Stopped:" },
} as const;

/** All that slows or stops it now, worst first: nobody should have to ask. */
export function ReasonsNow({ reasons }: { reasons: readonly Reason[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul aria-label="What slows or stops it now" className="divide-y rounded-md border">
      {reasons.map((reason) => {
        const { icon: Icon, ink, word } = LOOKS[reason.effect];
        return (
          <li
            key={`${reason.code} ${reason.host} ${reason.since}`}
            className="flex flex-wrap items-start gap-x-2.5 gap-y-0.5 px-3 py-2 text-[0.8125rem]"
          >
            <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
            <p className="min-w-48 flex-1 text-pretty break-words">
              <span className={cn("font-medium", ink)}>{word}</span> {reason.message}
            </p>
            <span className="text-xs leading-5 text-muted-foreground">
              since <RelativeTime at={reason.since} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
