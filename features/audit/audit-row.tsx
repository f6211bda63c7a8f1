"use client";

import { ChevronRight, Cog, KeyRound, UserRound } from "lucide-react";
import { useState } from "react";
import { AbsoluteTime, RelativeTime } from "#components/data/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { PlainButton } from "#components/ui/plain-button.tsx";
import type { AuditEntry } from "#contracts/audit.ts";
import { ChangeTable } from "./change-table.tsx";

const kinds = {
  person: { icon: UserRound, word: "Person" },
  token: { icon: KeyRound, word: "API token" },
  system: { icon: Cog, word: "Sluice" },
} as const;

/** One entry as a line that opens: what was before and after, why, and from where. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const [isOpen, setOpen] = useState(false);
  const { icon: Icon, word } = kinds[entry.actorKind];
  const panel = `audit-${entry.id}`;
  return (
    <li>
      <PlainButton
        aria-expanded={isOpen}
        aria-controls={panel}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-start gap-3 px-4 py-2.5 text-left transition-colors hover:bg-hover/60 focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={cn("mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform", isOpen && "rotate-90")}
        />
        <span className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 sm:grid-cols-[10rem_1fr_auto]">
          <span className="flex min-w-0 items-center gap-1.5">
            <Icon aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
            <span className="sr-only">{word}</span>
            <span className="truncate font-medium">{entry.actorName}</span>
          </span>
          <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
            <code className="text-xs">{entry.action}</code>
            <span className="min-w-0 break-words">{entry.objectName ?? entry.objectType}</span>
            {entry.mark ? <Badge tone={entry.mark === "break-glass" ? "danger" : "warning"}>{entry.mark}</Badge> : null}
            {entry.reason ? <span className="min-w-0 break-words text-muted-foreground">“{entry.reason}”</span> : null}
          </span>
          <span className="text-xs text-muted-foreground">
            <RelativeTime at={entry.at} />
          </span>
        </span>
      </PlainButton>
      <div id={panel} hidden={!isOpen} className="border-t bg-muted/40 px-4 py-3 sm:pl-11">
        {isOpen ? (
          <>
            <ChangeTable before={entry.before} after={entry.after} />
            <p className="mt-2 text-xs break-words text-muted-foreground">
              <AbsoluteTime at={entry.at} />
              {entry.ip ? ` · from ${entry.ip}` : null}
              {entry.userAgent ? ` · ${entry.userAgent}` : null}
              {entry.objectId ? ` · ${entry.objectType} ${entry.objectId}` : null}
            </p>
            <p className="mt-1 text-xs break-all text-muted-foreground">
              {entry.seq === null ? (
                <span className="font-medium text-danger-ink">Not in the chain: it was put in past it</span>
              ) : (
                <>
                  Entry {entry.seq} · hash <code>{entry.hash}</code>
                </>
              )}
            </p>
          </>
        ) : null}
      </div>
    </li>
  );
}
