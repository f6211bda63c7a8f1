"use client";

import { Activity } from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { OverrideList } from "./override-list.tsx";
import { SignalsTable } from "./signals-table.tsx";
import { useThrottle } from "./use-throttle.ts";

/** What is read off a database now, and what of it is put aside. `isLinked` leads to where limits are set. */
export function SignalsCard({ databaseId, isLinked = false }: { databaseId: string; isLinked?: boolean }) {
  const throttle = useThrottle(databaseId);
  const { data } = throttle;
  return (
    <Card aria-labelledby="signals-title">
      <CardHeader>
        <CardTitle id="signals-title">
          <Activity aria-hidden className="size-4 text-muted-foreground" />
          Signals
        </CardTitle>
        <CardDescription>
          {data?.sampledAt ? (
            <>
              read <RelativeTime at={data.sampledAt} />
            </>
          ) : null}
          {isLinked ? (
            <Link
              href={`/databases/${databaseId}?tab=throttle`}
              className="ml-3 rounded-sm hover:text-foreground hover:underline"
            >
              Limits and window
            </Link>
          ) : null}
        </CardDescription>
      </CardHeader>
      {throttle.error && !data ? (
        <div className="p-4">
          <Alert tone="danger" live title="The signals could not be read">
            {throttle.error.message}
          </Alert>
        </div>
      ) : null}
      {throttle.isPending ? (
        <div className="p-4" aria-busy>
          <Skeleton className="h-16" />
        </div>
      ) : null}
      {data && data.overrides.length > 0 ? (
        <div className="flex flex-col gap-2 border-b p-3">
          <OverrideList databaseId={databaseId} overrides={data.overrides} />
        </div>
      ) : null}
      {data && data.readings.length === 0 ? (
        <EmptyState isSmall icon={Activity} title="Nobody reads them now">
          Signals are read while a backfill runs on this database.
        </EmptyState>
      ) : null}
      {data && data.readings.length > 0 ? <SignalsTable databaseId={databaseId} readings={data.readings} /> : null}
    </Card>
  );
}
