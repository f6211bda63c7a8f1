import type { Tone } from "./badge.tsx";
import { cn } from "./cn.ts";

const fills: Record<Tone, string> = {
  neutral: "bg-muted-foreground",
  info: "bg-primary",
  success: "bg-success",
  warning: "bg-warning",
  danger: "bg-danger",
};

/** `value` from 0 to 1; `null`: something goes on, how far is not known. `isMoving` shows that work is going on. */
export function Progress({
  value,
  label,
  tone = "info",
  isMoving = false,
  className,
}: {
  value: number | null;
  label: string;
  tone?: Tone;
  isMoving?: boolean;
  className?: string;
}) {
  const share = value === null ? null : Math.min(1, Math.max(0, value));
  // Never rounded up to a hundred: done is done, and not before.
  const percent = share === null ? undefined : Math.floor(share * 1000) / 10;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cn("relative h-2 w-full overflow-hidden rounded-full bg-border", className)}
    >
      <div
        className={cn(
          "h-full rounded-full transition-[width] duration-300 ease-out",
          fills[tone],
          (isMoving || share === null) && "animate-flow",
          share === null && "opacity-50",
        )}
        style={{ width: share === null ? "100%" : `${share * 100}%` }}
      />
    </div>
  );
}
