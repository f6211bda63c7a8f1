import { Eye, Hammer, Lock, LockOpen, ScanLine, TriangleAlert } from "lucide-react";
import type { z } from "zod";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { lockFacts } from "#contracts/plan.ts";

type LockFacts = z.infer<typeof lockFacts>;

const FORM: Record<LockFacts["form"], string> = {
  short: "held for a moment; the wait for it is limited and tried again",
  long: "long, blocks no writer",
  batch: "a batch at a time",
  read: "reads only",
  none: "",
};

const toneOf = (locks: LockFacts): Tone =>
  locks.rewrites || (locks.blocksReads && locks.scans)
    ? "danger"
    : locks.blocksReads || (locks.blocksWrites && locks.scans)
      ? "warning"
      : locks.blocksWrites
        ? "info"
        : "success";

function blocking(locks: LockFacts): string {
  if (locks.blocksReads && locks.blocksWrites) return "blocks reads and writes";
  if (locks.blocksReads) return "blocks reads";
  return locks.blocksWrites ? "blocks writes" : "blocks nobody";
}

/** Work under a lock lasts as long as the table is large: only the wait for the lock is limited. */
function howLong({ form, rewrites, scans, blocksWrites }: LockFacts): string {
  const isWork = form === "short" && (rewrites || (scans && blocksWrites));
  return isWork ? "held until all rows are done; only the wait for it is limited" : FORM[form];
}

/** The lock that a statement takes, in words: colour only repeats them. */
export function LockBadges({ locks }: { locks: LockFacts }) {
  const tone = toneOf(locks);
  const how = howLong(locks);
  const LockIcon = locks.blocksReads || locks.blocksWrites ? Lock : LockOpen;
  return (
    <div className="flex flex-wrap items-center gap-1.5 text-xs">
      {locks.form === "none" || locks.lock === "none" ? null : (
        <Badge tone={tone} title={locks.summary}>
          {locks.form === "read" ? <Eye aria-hidden /> : <LockIcon aria-hidden />}
          <span className="font-mono text-2xs">{locks.lock}</span>
          <span aria-hidden>·</span>
          {blocking(locks)}
        </Badge>
      )}
      {locks.rewrites ? (
        <Badge tone="danger">
          <Hammer aria-hidden />
          rewrites the table
        </Badge>
      ) : null}
      {locks.scans && !locks.rewrites ? (
        <Badge tone={locks.blocksWrites ? "warning" : "neutral"}>
          {locks.blocksWrites ? <TriangleAlert aria-hidden /> : <ScanLine aria-hidden />}
          scans the table
        </Badge>
      ) : null}
      {how === "" ? null : <span className="text-muted-foreground">{how}</span>}
    </div>
  );
}
