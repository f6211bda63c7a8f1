import { Database, GitCommitHorizontal, Server, User } from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { Rollout } from "#contracts/rollout.ts";
import { Elapsed } from "./elapsed.tsx";

/** Where, what, by whom, and how long by now. */
export function RolloutFacts({ rollout }: { rollout: Rollout }) {
  const approvers = rollout.approvedBy.map((it) => (it.singlePerson ? `${it.name} (alone)` : it.name)).join(", ");
  // Between steps and at a gate no worker holds the rollout, and an old heartbeat would alarm for nothing.
  const isHeld = rollout.steps.some((step) => step.state === "running" || step.state === "undoing");
  return (
    <ul className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted-foreground [&_li]:inline-flex [&_li]:items-center [&_li]:gap-1.5 [&_svg]:size-3.5">
      <li>
        <Database aria-hidden />
        <Link href={`/databases/${rollout.databaseId}`} className="font-medium text-foreground hover:underline">
          {rollout.databaseName}
        </Link>
        <Badge tone={rollout.environment === "production" ? "warning" : "neutral"}>{rollout.environment}</Badge>
      </li>
      <li>
        <GitCommitHorizontal aria-hidden />
        <Link href={`/migrations/${rollout.migrationId}`} className="hover:underline">
          <span className="font-mono">{rollout.migrationName}</span> revision {rollout.revision}
        </Link>
        <code className="text-2xs nums" title={rollout.digest}>
          {rollout.digest.slice(0, 10)}
        </code>
      </li>
      <li>
        <User aria-hidden />
        <span>
          started by {rollout.startedByName}
          {approvers ? `, approved by ${approvers}` : ""}
        </span>
        {rollout.isBreakGlass ? <Badge tone="danger">without approval: the glass was broken</Badge> : null}
      </li>
      {rollout.startedAt ? (
        <li>
          {rollout.finishedAt ? "took" : "for"} <Elapsed from={rollout.startedAt} to={rollout.finishedAt} />
        </li>
      ) : null}
      {rollout.worker && isHeld ? (
        <li>
          <Server aria-hidden />
          <span>
            {rollout.worker.name}, heard of <RelativeTime at={rollout.worker.heartbeatAt} />
          </span>
        </li>
      ) : null}
    </ul>
  );
}
