import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";

/** An empty page says what to do first. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
  isSmall = false,
  isPage = false,
  className,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  isSmall?: boolean;
  /** It is all that the page shows: its title is the page's. */
  isPage?: boolean;
  className?: string;
}) {
  return (
    <div className={cn("flex flex-col items-center gap-3 px-6 text-center", isSmall ? "py-8" : "py-14", className)}>
      <span aria-hidden className="grid size-10 place-content-center rounded-lg border bg-muted text-muted-foreground">
        <Icon className="size-5" strokeWidth={1.75} />
      </span>
      <div className="max-w-md space-y-1">
        {isPage ? <h1 className="text-base font-semibold">{title}</h1> : <p className="font-medium">{title}</p>}
        {children ? <div className="text-[0.8125rem] text-pretty text-muted-foreground">{children}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap justify-center gap-2 pt-1">{actions}</div> : null}
    </div>
  );
}
