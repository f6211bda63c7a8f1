"use client";

import { CircleX, Dot, TriangleAlert } from "lucide-react";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type { listRolloutEvents, RolloutEvent } from "#contracts/rollout.ts";
import { useRolloutEvents } from "./use-rollout.ts";

const looks = {
  info: { icon: Dot, ink: "text-muted-foreground", word: null },
  warning: { icon: TriangleAlert, ink: "text-warning-ink", word: "Warning: " },
  error: { icon: CircleX, ink: "text-danger-ink", word: "Error: " },
} as const;

function EventRow({ event }: { event: RolloutEvent }) {
  const { icon: Icon, ink, word } = looks[event.severity];
  return (
    <li className="flex gap-2 px-4 py-2 text-[0.8125rem]">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        <p className="text-pretty break-words">
          {word ? <span className="sr-only">{word}</span> : null}
          {event.message}
        </p>
        <p className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">
          <span className={event.byName === "Sluice" ? "" : "font-medium text-foreground"}>{event.byName}</span>
          <RelativeTime at={event.at} />
          {event.stepId ? <code className="nums">{event.stepId}</code> : null}
        </p>
      </div>
    </li>
  );
}

/** What happened, newest first, with people's names. */
export function EventLog({
  rolloutId,
  initialData,
}: {
  rolloutId: string;
  initialData: OperationResponse<typeof listRolloutEvents>;
}) {
  const events = useRolloutEvents(rolloutId, initialData);
  const items = events.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return <p className="px-4 py-6 text-[0.8125rem] text-muted-foreground">Nothing yet.</p>;
  return (
    <ScrollArea label="Log" className="max-h-[32rem]">
      <ol className="divide-y">
        {items.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </ol>
      {events.hasNextPage ? (
        <div className="p-3">
          <Button size="sm" isPending={events.isFetchingNextPage} onClick={() => events.fetchNextPage()}>
            Older
          </Button>
        </div>
      ) : null}
    </ScrollArea>
  );
}
