import type { LucideIcon } from "lucide-react";
import { Badge, type Tone } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";

/** A state as colour, icon and word together. `isMoving` turns the icon: work is going on. */
export function StateBadge({
  tone,
  icon: Icon,
  children,
  isMoving = false,
  className,
}: {
  tone: Tone;
  icon: LucideIcon;
  children: string;
  isMoving?: boolean;
  className?: string;
}) {
  return (
    <Badge tone={tone} className={className}>
      <Icon aria-hidden className={cn(isMoving && "animate-spin")} />
      {children}
    </Badge>
  );
}

const dots: Record<Tone, string> = {
  neutral: "bg-muted-foreground",
  info: "bg-primary",
  success: "bg-success",
  warning: "bg-warning",
  danger: "bg-danger",
};

/** A dot; always beside the word it stands for. */
export function StateDot({ tone, isMoving = false }: { tone: Tone; isMoving?: boolean }) {
  return (
    <span aria-hidden className="relative inline-flex size-2 shrink-0">
      {isMoving ? (
        <span
          className={cn("absolute inset-0 animate-ping rounded-full opacity-60 motion-reduce:hidden", dots[tone])}
        />
      ) : null}
      <span className={cn("relative size-2 rounded-full", dots[tone])} />
    </span>
  );
}
