"use client";

import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { CapacityCard } from "./capacity-card.tsx";
import { LimitsCard } from "./limits-card.tsx";
import { ProbesCard } from "./probes-card.tsx";
import { ReplicasCard } from "./replicas-card.tsx";
import { SignalsCard } from "./signals-card.tsx";
import { useThrottle } from "./use-throttle.ts";
import { WindowCard } from "./window-card.tsx";

/** How gently this database is to be treated: what is read now, and everything that can be set. */
export function ThrottlePanel({ databaseId }: { databaseId: string }) {
  const throttle = useThrottle(databaseId);
  const { data } = throttle;
  if (!data) {
    return throttle.error ? (
      <Alert
        tone="danger"
        live
        title="The limits could not be read"
        actions={
          <Button size="sm" isPending={throttle.isFetching} onClick={() => void throttle.refetch()}>
            Try again
          </Button>
        }
      >
        {throttle.error.message}
      </Alert>
    ) : (
      <div className="flex flex-col gap-4" aria-busy>
        <Skeleton className="h-32" />
        <Skeleton className="h-64" />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      <SignalsCard databaseId={databaseId} />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <WindowCard databaseId={databaseId} throttle={data} />
        <div className="flex flex-col gap-5">
          <CapacityCard databaseId={databaseId} settings={data.settings} />
          <ReplicasCard databaseId={databaseId} replicas={data.replicas} />
        </div>
      </div>
      <LimitsCard databaseId={databaseId} throttle={data} />
      <ProbesCard databaseId={databaseId} settings={data.settings} />
    </div>
  );
}
