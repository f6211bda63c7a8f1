"use client";

import { UserRound } from "lucide-react";
import Link from "next/link";
import { useMay, useMe } from "./session-provider.tsx";

/** Cannot be dismissed: approvals mean less while one person gives them all. */
export function SinglePersonBanner() {
  const me = useMe();
  const mayInvite = useMay("people.manage");
  if (!me.singlePersonMode) return null;
  return (
    <aside
      aria-label="Single-person mode"
      data-print="hide"
      className="flex flex-wrap items-center gap-x-2 gap-y-0.5 border-b border-warning/35 bg-warning-soft px-4 py-1.5 text-xs text-foreground sm:px-6"
    >
      <UserRound aria-hidden className="size-3.5 shrink-0 text-warning-ink" />
      <span className="font-semibold text-warning-ink">Single-person mode</span>
      <span className="max-sm:hidden">You may approve your own plans, and the audit marks each such approval.</span>
      {mayInvite ? (
        <Link href="/settings?tab=invites" className="font-medium text-warning-ink underline underline-offset-2">
          Invite a second person
          <span className="max-sm:hidden"> to switch it off</span>
        </Link>
      ) : null}
    </aside>
  );
}
