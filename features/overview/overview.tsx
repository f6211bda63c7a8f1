"use client";

import { useQuery } from "@tanstack/react-query";
import { keys } from "../keys.ts";
import type { OverviewData } from "./fetch-overview.ts";
import { FirstSteps } from "./first-steps.tsx";
import { NeedsCard } from "./needs-card.tsx";
import { RecentCard } from "./recent-card.tsx";
import { RunningCard } from "./running-card.tsx";
import { TroubledCard } from "./troubled-card.tsx";
import { WorkersAlert } from "./workers-alert.tsx";

/** Facts refetch it; a slow poll stands behind them. */
const POLL_MS = 20_000;

export function Overview({ initial }: { initial: OverviewData }) {
  const { data } = useQuery({
    queryKey: keys.overview,
    queryFn: ({ signal }) => import("./fetch-overview.ts").then(({ fetchOverview }) => fetchOverview(signal)),
    initialData: initial,
    refetchInterval: POLL_MS,
  });
  const isNew = data.counts.rollouts === 0;
  return (
    <div className="flex flex-col gap-5">
      <WorkersAlert workers={data.workers} />
      {isNew ? <FirstSteps counts={data.counts} /> : null}
      <div className="grid items-start gap-5 lg:grid-cols-5">
        <div className="flex min-w-0 flex-col gap-5 lg:col-span-3">
          <RunningCard running={data.running} />
          <RecentCard recent={data.recent} />
        </div>
        <div className="flex min-w-0 flex-col gap-5 max-lg:order-first lg:col-span-2">
          <NeedsCard needs={data.needs} />
          <TroubledCard troubled={data.troubled} count={data.counts.databases} />
        </div>
      </div>
    </div>
  );
}
