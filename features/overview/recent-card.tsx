import { History } from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { RolloutSummary } from "#contracts/rollout.ts";
import { RunStateBadge } from "../run-state-badge.tsx";

export function RecentCard({ recent }: { recent: readonly RolloutSummary[] }) {
  return (
    <Card aria-labelledby="recent-title">
      <CardHeader>
        <CardTitle id="recent-title">Recently ended</CardTitle>
      </CardHeader>
      {recent.length === 0 ? (
        <EmptyState isSmall icon={History} title="No rollout has ended yet">
          Finished rollouts keep their charts, evidence and report.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {recent.map((rollout) => (
            <li key={rollout.id}>
              <Link
                href={`/rollouts/${rollout.id}`}
                className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-2.5 transition-colors hover:bg-hover/60 focus-visible:-outline-offset-2"
              >
                <span className="min-w-0 flex-1 basis-48 break-words">
                  {rollout.migrationTitle} <span className="text-muted-foreground">on {rollout.databaseName}</span>
                </span>
                <span className="flex items-center gap-3 text-xs text-muted-foreground">
                  <RunStateBadge state={rollout.state} />
                  <RelativeTime at={rollout.finishedAt ?? rollout.createdAt} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
