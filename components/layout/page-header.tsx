import Link from "next/link";
import type { ReactNode } from "react";

/** Title of a page with what can be done on it. `state` stands beside the title, `description` beneath. */
export function PageHeader({
  title,
  back,
  state,
  description,
  actions,
}: {
  title: ReactNode;
  back?: { readonly href: string; readonly label: string };
  state?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 space-y-1">
        {back ? (
          <Link href={back.href} className="text-xs text-muted-foreground hover:text-foreground hover:underline">
            {back.label}
          </Link>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="text-xl leading-7 font-semibold tracking-tight break-words">{title}</h1>
          {state}
        </div>
        {description ? <div className="max-w-prose text-pretty text-muted-foreground">{description}</div> : null}
      </div>
      {actions ? (
        <div data-print="hide" className="flex flex-wrap items-center gap-2">
          {actions}
        </div>
      ) : null}
    </header>
  );
}
