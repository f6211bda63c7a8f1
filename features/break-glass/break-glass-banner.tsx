"use client";

import { Siren } from "lucide-react";
import Link from "next/link";
import { AbsoluteTime } from "#components/data/relative-time.tsx";
import type { BreakGlass } from "#contracts/break-glass.ts";
import { useBreakGlass } from "./use-break-glass.ts";

const SAYS: Record<BreakGlass["state"], string> = {
  asked: "Broken glass is asked for",
  open: "The glass is broken",
  review: "Broken glass has no review yet",
  closed: "",
  lapsed: "",
};

/** On every page: while a plan may run without approval nobody should overlook it, nor afterwards until it is reviewed. */
export function BreakGlassBanner({ initial }: { initial: { items: BreakGlass[] } }) {
  const { data } = useBreakGlass(initial);
  if (data.items.length === 0) return null;
  return (
    <aside
      aria-label="Broken glass"
      data-print="hide"
      className="flex flex-col gap-1 border-b border-danger/35 bg-danger-soft px-4 py-1.5 text-xs text-foreground sm:px-6"
    >
      {data.items.map((it) => (
        <p key={it.id} className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <Siren aria-hidden className="size-3.5 shrink-0 text-danger-ink" />
          <span className="font-semibold text-danger-ink">{SAYS[it.state]}</span>
          <span className="min-w-0 break-words">
            {it.migrationTitle} on {it.databaseName}: “{it.reason}” ({it.requestedByName}
            {it.confirmedByName ? ` and ${it.confirmedByName}` : ""})
            {it.state === "open" && it.until ? (
              <>
                , until <AbsoluteTime at={it.until} />
              </>
            ) : null}
          </span>
          <Link
            href={`/approvals#glass-${it.id}`}
            className="rounded-sm font-medium text-danger-ink underline underline-offset-2"
          >
            {it.state === "review" ? "Write the review" : "Look"}
          </Link>
        </p>
      ))}
    </aside>
  );
}
