import { CircleAlert, CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "./badge.tsx";
import { cn } from "./cn.ts";

const looks: Record<Tone, { readonly icon: LucideIcon; readonly box: string; readonly ink: string }> = {
  neutral: { icon: CircleAlert, box: "bg-muted", ink: "text-muted-foreground" },
  info: { icon: Info, box: "border-primary/25 bg-primary-soft", ink: "text-primary-ink" },
  success: { icon: CircleCheck, box: "border-success/25 bg-success-soft", ink: "text-success-ink" },
  warning: { icon: TriangleAlert, box: "border-warning/35 bg-warning-soft", ink: "text-warning-ink" },
  danger: { icon: CircleX, box: "border-danger/25 bg-danger-soft", ink: "text-danger-ink" },
};

/** A remark in place. `live` lets a screen reader say it when it appears. */
export function Alert({
  tone = "info",
  title,
  children,
  actions,
  live = false,
  className,
}: {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  live?: boolean;
  className?: string;
}) {
  const { icon: Icon, box, ink } = looks[tone];
  return (
    <div
      data-slot="alert"
      role={live ? (tone === "danger" ? "alert" : "status") : undefined}
      className={cn(
        "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-3 py-2.5 text-[0.8125rem]",
        box,
        className,
      )}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
      <div className="min-w-40 flex-1">
        {title ? <p className={cn("font-medium", ink)}>{title}</p> : null}
        {children ? <div className="text-pretty break-words text-foreground">{children}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
  );
}
