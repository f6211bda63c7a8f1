"use client";

import { Boxes } from "lucide-react";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Card } from "#components/ui/card.tsx";
import type { Application } from "#contracts/application.ts";
import { ApplicationCard } from "./application-card.tsx";
import { HeartbeatHelp } from "./heartbeat-help.tsx";
import { useApplications } from "./use-applications.ts";

/** Every application that reports itself; without any, how one does. */
export function ApplicationList({ initial, url }: { initial: { items: Application[] }; url: string }) {
  const { data } = useApplications(initial);
  if (data.items.length > 0)
    return (
      <>
        {data.items.map((application) => (
          <ApplicationCard key={application.name} application={application} />
        ))}
        <details className="text-[0.8125rem]">
          <summary className="w-fit cursor-pointer text-xs text-muted-foreground hover:underline">
            How an application reports itself
          </summary>
          <div className="max-w-2xl pt-2">
            <HeartbeatHelp url={url} />
          </div>
        </details>
      </>
    );
  return (
    <Card aria-label="Applications">
      <EmptyState icon={Boxes} title="No application has reported itself yet">
        An application that sends heartbeats says which columns each of its versions reads and writes. A gate can then
        wait until every instance has moved over, and say which one still holds it back.
      </EmptyState>
      <div className="mx-auto max-w-2xl px-4 pb-8">
        <HeartbeatHelp url={url} />
      </div>
    </Card>
  );
}
