"use client";

import { CircleCheck, CircleX, FileLock2 } from "lucide-react";
import { useState } from "react";
import { AbsoluteTime, RelativeTime } from "#components/data/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { cn } from "#components/ui/cn.ts";
import type { ReviewTarget } from "#contracts/approval-standing.ts";
import type { Migration, ReviewDecision } from "#contracts/migration.ts";
import { STAGE_LABELS } from "#core/domain/approvals/stage.ts";
import { EvidenceDialog } from "./evidence-dialog.tsx";

const LAPSED: Record<ReviewTarget["lapsed"][number]["why"], (database: string) => string> = {
  expired: () => "has expired",
  drifted: (database) => `the schema of ${database} changed since`,
  policy: (database) => `another rule counts for ${database} now`,
  person: () => "who gave it may not approve any more",
};

/** How long an approval holds, and on which databases it does not. */
function Holds({ decision, targets }: { decision: ReviewDecision; targets: readonly ReviewTarget[] }) {
  const lapsed = targets.flatMap(({ databaseName, lapsed: own }) =>
    own.flatMap(({ decisionId, why }) => (decisionId === decision.id ? [LAPSED[why](databaseName)] : [])),
  );
  const named = targets.filter(({ databaseName }) => decision.databases.includes(databaseName));
  const holds = named.length === 0 || lapsed.length < named.length;
  return (
    <p className="text-xs text-pretty text-muted-foreground">
      {lapsed.length > 0 ? (
        <span className="text-warning-ink">
          {holds ? "In part it holds no more" : "Holds no more"}: {[...new Set(lapsed)].join("; ")}.{" "}
        </span>
      ) : null}
      {holds ? (
        <>
          Good until <AbsoluteTime at={decision.expiresAt} />
        </>
      ) : null}
    </p>
  );
}

function DecisionRow({
  decision,
  targets,
  onOpen,
}: {
  decision: ReviewDecision;
  targets: readonly ReviewTarget[];
  onOpen: () => void;
}) {
  const isApproval = decision.decision === "approved";
  const Icon = isApproval ? CircleCheck : CircleX;
  const isVoid = decision.voidedAt !== null;
  return (
    <li className="flex gap-2.5 px-4 py-3 text-[0.8125rem]">
      <Icon
        aria-hidden
        className={cn(
          "mt-0.5 size-4 shrink-0",
          isApproval ? "text-success-ink" : "text-danger-ink",
          isVoid && "opacity-60",
        )}
      />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <strong className="font-medium">{decision.byName}</strong>
          {decision.forName ? `for ${decision.forName}` : null} {decision.decision} revision {decision.revision}
          <RelativeTime at={decision.at} className="text-muted-foreground nums" />
          {decision.stage === "start" ? null : <Badge>{STAGE_LABELS[decision.stage]}</Badge>}
          {decision.singlePerson ? <Badge tone="warning">alone, in single-person mode</Badge> : null}
          {isVoid ? <Badge>{decision.voidReason ? `void: ${decision.voidReason}` : "void since an edit"}</Badge> : null}
        </p>
        {decision.databases.length > 0 ? (
          <p className="text-xs break-words text-muted-foreground">for {decision.databases.join(", ")}</p>
        ) : null}
        {decision.comment ? <p className="text-pretty break-words whitespace-pre-wrap">{decision.comment}</p> : null}
        {isApproval && !isVoid ? <Holds decision={decision} targets={targets} /> : null}
        {decision.evidenceSha256 ? (
          <Button size="xs" variant="ghost" className="-ml-2" onClick={onOpen}>
            <FileLock2 />
            What was seen
            <code className="text-2xs text-muted-foreground nums">{decision.evidenceSha256.slice(0, 10)}</code>
          </Button>
        ) : null}
      </div>
    </li>
  );
}

/** What was decided, newest first, each with what its approver saw. */
export function DecisionList({ migration }: { migration: Migration }) {
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Card>
      <CardHeader>
        <CardTitle>Decisions</CardTitle>
      </CardHeader>
      {migration.decisions.length > 0 ? (
        <ol className="divide-y">
          {migration.decisions.map((decision) => (
            <DecisionRow
              key={decision.id}
              decision={decision}
              targets={migration.targets}
              onOpen={() => setOpened(decision.id)}
            />
          ))}
        </ol>
      ) : (
        <p className="px-4 py-6 text-[0.8125rem] text-muted-foreground">Nobody has decided yet.</p>
      )}
      {opened ? (
        <EvidenceDialog migrationId={migration.id} decisionId={opened} onClose={() => setOpened(null)} />
      ) : null}
    </Card>
  );
}
