import { FileStack, GitCompareArrows, Hammer, Layers, Lock, LockOpen, OctagonX, ScanLine, Trash2 } from "lucide-react";
import { Alert } from "#components/ui/alert.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { TracedStatement } from "#contracts/shadow-run.ts";
import { isBlockingWork, lostThings } from "./shadow-words.ts";

type TakenLock = TracedStatement["locks"][number];

function LockLine({ lock, isBusy }: { lock: TakenLock; isBusy: boolean }) {
  const Icon = lock.blocksReads || lock.blocksWrites ? Lock : LockOpen;
  const who =
    lock.blocksReads && lock.blocksWrites
      ? "blocks reads and writes"
      : lock.blocksWrites
        ? "blocks writes"
        : "blocks nobody";
  const tone: Tone = !lock.blocksWrites ? "neutral" : isBusy ? "danger" : lock.blocksReads ? "warning" : "info";
  return (
    <li className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
      <Badge tone={tone} className="max-w-full">
        <Icon aria-hidden />
        <span className="truncate font-mono text-2xs">{lock.relation}</span>
        <span className="font-mono text-2xs">{lock.mode}</span>
      </Badge>
      <span className="text-2xs text-muted-foreground">
        {lock.kind === "table" || lock.kind === "file" ? "" : `${lock.kind}, `}
        {who}
        {lock.held ? ", held already" : ""}
      </span>
    </li>
  );
}

function Work({ statement }: { statement: TracedStatement }) {
  const { rewritten, scanned, indexesBuilt, spared, gone, pagesChanged } = statement;
  const tone = isBlockingWork(statement) ? "danger" : "neutral";
  const lost = lostThings(gone);
  return (
    <>
      {rewritten.length > 0 ? (
        <Badge tone="danger" className="max-w-full whitespace-normal">
          <Hammer aria-hidden />
          rewrites {rewritten.join(", ")}
        </Badge>
      ) : null}
      {scanned.length > 0 ? (
        <Badge tone={tone} className="max-w-full whitespace-normal">
          <ScanLine aria-hidden />
          reads all of {scanned.join(", ")}
        </Badge>
      ) : null}
      {indexesBuilt.length > 0 ? (
        <Badge tone={tone} className="max-w-full whitespace-normal">
          <Layers aria-hidden />
          builds {indexesBuilt.join(", ")}
        </Badge>
      ) : null}
      {pagesChanged === null ? null : (
        <Badge tone="neutral">
          <FileStack aria-hidden />
          {pagesChanged} {pagesChanged === 1 ? "page" : "pages"} changed
        </Badge>
      )}
      {lost.length > 0 ? (
        <Badge tone="warning" className="max-w-full whitespace-normal">
          <Trash2 aria-hidden />
          drops {lost.slice(0, 4).join(", ")}
          {lost.length > 4 ? ` and ${lost.length - 4} more` : ""}
        </Badge>
      ) : null}
      {spared.length > 0 ? <span className="text-2xs text-muted-foreground">a constraint spared it a scan</span> : null}
    </>
  );
}

/** One statement as it ran: what it locked and did, and where that is not what was predicted. */
export function ShadowStatement({ statement, isThere }: { statement: TracedStatement; isThere: boolean }) {
  const { sql, locks, refused, disagreements, sent } = statement;
  const isBusy = isBlockingWork(statement);
  const shown = locks.filter((it) => it.blocksWrites || !it.kind.includes("index"));
  return (
    <li className="flex min-w-0 flex-col gap-1.5 py-2">
      <code className="block min-w-0 text-xs break-words whitespace-pre-wrap">{shortened(sql)}</code>
      <ul aria-label="Locks" className="flex flex-col gap-1">
        {shown.map((it) => (
          <LockLine key={`${it.kind} ${it.relation}`} lock={it} isBusy={isBusy} />
        ))}
      </ul>
      <div className="flex min-w-0 flex-wrap items-center gap-1.5">
        {locks.length === 0 && !refused ? (
          <span className="text-2xs text-muted-foreground">locks no table that was there before</span>
        ) : null}
        <Work statement={statement} />
        {sent === "alone" ? (
          <span className="text-2xs text-muted-foreground">
            sent alone, its locks were looked at while it ran: brief ones can be missing
          </span>
        ) : null}
      </div>
      {refused ? (
        <Alert tone={isThere ? "info" : refused.because === "plan" ? "danger" : "warning"}>
          {isThere ? null : <OctagonX aria-hidden className="mr-1 inline size-3.5 align-[-0.15em]" />}
          {refused.message} <span className="font-mono text-2xs">({refused.code})</span>
        </Alert>
      ) : null}
      {disagreements.map((it) => (
        <Alert key={it} tone="warning">
          <GitCompareArrows aria-hidden className="mr-1 inline size-3.5 align-[-0.15em]" />
          {it}. The trace holds for this schema and version; please report the rule.
        </Alert>
      ))}
    </li>
  );
}

const LONGEST = 280;
const shortened = (sql: string): string => (sql.length > LONGEST ? `${sql.slice(0, LONGEST)}…` : sql);
