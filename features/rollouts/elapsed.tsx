"use client";

import { formatDuration } from "#components/data/figures.ts";
import { useNow } from "#components/data/now.ts";

/** How long something took, or has been taking until now. */
export function Elapsed({ from, to }: { from: string | null; to: string | null }) {
  const now = useNow();
  if (!from) return null;
  const end = to ? Date.parse(to) : now;
  if (end === null) return null;
  return <span className="whitespace-nowrap nums">{formatDuration(Math.max(0, end - Date.parse(from)))}</span>;
}
