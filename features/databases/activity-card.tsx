"use client";

import { CircleCheck } from "lucide-react";
import { formatDuration } from "#components/data/figures.ts";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Activity } from "#contracts/database.ts";
import { QueryRefusal, QuerySkeleton } from "./query-state.tsx";
import { useActivity } from "./use-databases.ts";

type Session = Activity["lockWaits"][number];

function Sessions({ label, sessions }: { label: string; sessions: readonly Session[] }) {
  return (
    <Table aria-label={label}>
      <TableHeader>
        <tr>
          <TableHead>Session</TableHead>
          <TableHead>Open for</TableHead>
          <TableHead>Waits for</TableHead>
          <TableHead>Statement</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {sessions.map((it) => (
          <TableRow key={it.backend}>
            <TableCell>
              <span className="font-mono text-xs">{it.backend}</span>
              <span className="block text-xs text-muted-foreground">
                {[it.user, it.application, it.state].filter((part) => part).join(" · ")}
              </span>
            </TableCell>
            <TableCell className="whitespace-nowrap nums">
              {it.transactionSeconds === null ? "–" : formatDuration(it.transactionSeconds * 1000)}
            </TableCell>
            <TableCell>
              {it.waitingFor ?? "–"}
              {it.blockedBy.length > 0 ? (
                <Badge tone="warning" className="ml-1.5">
                  blocked by {it.blockedBy.join(", ")}
                </Badge>
              ) : null}
            </TableCell>
            <TableCell className="max-w-96 truncate font-mono text-xs" title={it.query ?? undefined}>
              {it.query ?? "–"}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Part({
  title,
  text,
  sessions,
  calm,
}: {
  title: string;
  text: string;
  sessions: readonly Session[];
  calm: string;
}) {
  return (
    <Card aria-label={title}>
      <CardHeader>
        <CardTitle>
          {title} {sessions.length > 0 ? <Badge tone="warning">{sessions.length}</Badge> : null}
        </CardTitle>
        <CardDescription>{text}</CardDescription>
      </CardHeader>
      {sessions.length > 0 ? (
        <Sessions label={title} sessions={sessions} />
      ) : (
        <EmptyState isSmall icon={CircleCheck} title={calm} />
      )}
    </Card>
  );
}

/** Who holds transactions open and who waits for a lock, as of a few seconds ago. */
export function ActivityCard({ databaseId }: { databaseId: string }) {
  const activity = useActivity(databaseId);
  if (activity.error) return <QueryRefusal title="The sessions could not be read" query={activity} />;
  if (!activity.data) return <QuerySkeleton />;
  const { supported, longTransactions, lockWaits, gaps } = activity.data;
  if (!supported) return <Alert tone="info">This kind of database cannot show the sessions of others.</Alert>;
  return (
    <div className="flex flex-col gap-5">
      {gaps.map((gap) => (
        <Alert key={gap} tone="warning" title="Not all can be seen">
          {gap}
        </Alert>
      ))}
      <Part
        title="Long transactions"
        text="They hold back cleaning up, and a lock that a migration needs."
        sessions={longTransactions}
        calm="No transaction is open for long"
      />
      <Part
        title="Lock waits"
        text="Sessions that wait for another."
        sessions={lockWaits}
        calm="Nobody waits for a lock"
      />
    </div>
  );
}
