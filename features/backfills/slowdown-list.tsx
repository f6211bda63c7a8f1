"use client";

import { useState } from "react";
import { formatDuration } from "#components/data/figures.ts";
import { useNow } from "#components/data/now.ts";
import { AbsoluteTime } from "#components/data/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Slowdown } from "#contracts/throttle.ts";
import { reasonLabel } from "../signal-words.ts";
import { endOf, startOf } from "./shadings.ts";

const PAGE = 20;

function SlowdownRow({ slowdown, now }: { slowdown: Slowdown; now: number | null }) {
  const isOpen = slowdown.until === null;
  const length = now === null && isOpen ? null : endOf(slowdown, now ?? 0) - startOf(slowdown);
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-0.5 py-2 text-[0.8125rem]">
      <Badge tone={slowdown.effect === "stop" ? "danger" : "warning"}>
        {slowdown.effect === "stop" ? "stood" : "slowed"}
      </Badge>
      <p className="min-w-48 flex-1 text-pretty break-words">
        <span className="font-medium">{reasonLabel(slowdown.code)}.</span> {slowdown.message}
      </p>
      <p className="text-xs leading-5 text-muted-foreground nums">
        <AbsoluteTime at={slowdown.since} />
        {length === null ? null : ` for ${formatDuration(Math.max(0, length))}`}
        {isOpen ? ", goes on" : ""}
      </p>
    </li>
  );
}

/** Every time it was slow or stood, newest first, and for how long. */
export function SlowdownList({
  slowdowns,
  isWhole = false,
}: {
  slowdowns: readonly Slowdown[];
  /** All at once, as on paper. */
  isWhole?: boolean;
}) {
  const now = useNow();
  const [shown, setShown] = useState(isWhole ? slowdowns.length : PAGE);
  const newest = slowdowns.toSorted((a, b) => startOf(b) - startOf(a));
  if (newest.length === 0) {
    return <p className="text-[0.8125rem] text-muted-foreground">Nothing has slowed or stopped it so far.</p>;
  }
  return (
    <>
      <ol className="divide-y">
        {newest.slice(0, shown).map((it) => (
          <SlowdownRow key={`${it.code} ${it.host} ${it.since} ${it.effect}`} slowdown={it} now={now} />
        ))}
      </ol>
      {newest.length > shown ? (
        <Button size="sm" className="mt-1" onClick={() => setShown(shown + PAGE)}>
          Older
        </Button>
      ) : null}
    </>
  );
}
