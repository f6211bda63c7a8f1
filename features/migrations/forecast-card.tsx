"use client";

import { CloudSun } from "lucide-react";
import { formatBytes, formatSeconds } from "#components/data/figures.ts";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { DefinitionList } from "#components/layout/definition-list.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { Forecast, PlanForecast } from "#contracts/forecast.ts";
import type { Migration } from "#contracts/migration.ts";
import { ForecastTable } from "./forecast-table.tsx";
import { Refusal } from "./refusal.tsx";
import { useAskReasons } from "./use-ask-reasons.ts";
import { useForecasts, useStartForecast } from "./use-forecasts.ts";

const about = (bytes: number | null): string => (bytes === null ? "not known" : `about ${formatBytes(bytes)}`);
const hour = (at: number): string => `${String(at).padStart(2, "0")}:00`;

function windowText({ window }: PlanForecast): string {
  if (!window) return "not known yet: too few hours of this database's activity were seen";
  const percent = Math.round((1 - window.share) * 100);
  return `${hour(window.from)} – ${hour(window.to)} UTC, ${percent} % less activity than on average`;
}

const factsOf = (forecast: PlanForecast) => [
  { term: "Steps in all, without people's waits", value: formatSeconds(forecast.seconds) },
  { term: "Disk needed besides, at most", value: about(forecast.diskBytes) },
  { term: "WAL in all", value: about(forecast.walBytes) },
  { term: "Quietest hours", value: windowText(forecast) },
  {
    term: "Long transactions now",
    value: forecast.longTransactions === 0 ? "none seen" : `${forecast.longTransactions}: locks wait for them`,
  },
];

function Told({ found }: { found: Forecast }) {
  const { forecast } = found;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p className="text-xs text-pretty text-muted-foreground">
        On <span className="font-medium text-foreground">{found.databaseName}</span>, <RelativeTime at={found.at} />, by{" "}
        {found.byName}. Bounds are wide where no step of the kind was timed on this database yet; waiting for locks and
        people is not in them.
      </p>
      <DefinitionList isGrid items={factsOf(forecast)} />
      {forecast.gaps.map((gap) => (
        <p key={gap} className="text-xs text-pretty text-warning-ink">
          {gap}
        </p>
      ))}
      <div className="-mx-4">
        <ForecastTable steps={forecast.steps} />
      </div>
    </div>
  );
}

/** What the plan will lock, take and need on a database. */
export function ForecastCard({ migration, databaseId }: { migration: Migration; databaseId: string | null }) {
  const forecasts = useForecasts(migration.id);
  const start = useStartForecast(migration.id);
  const reasons = useAskReasons(databaseId);
  const found = forecasts.data?.items.find((it) => databaseId === null || it.databaseId === databaseId);
  return (
    <Card aria-labelledby="forecast-title">
      <CardHeader>
        <div className="flex min-w-0 flex-col gap-1">
          <CardTitle id="forecast-title">
            <CloudSun aria-hidden className="size-4 text-muted-foreground" />
            Forecast
          </CardTitle>
          <CardDescription>What it will lock, how long it takes, and what it needs.</CardDescription>
        </div>
        <ReasonsButton
          size="sm"
          reasons={reasons}
          isPending={start.isPending}
          onClick={() => databaseId && start.mutate(databaseId)}
          consequence="Reads sizes, sessions and history; no rows"
        >
          <CloudSun /> {found ? "Forecast again" : "Forecast"}
        </ReasonsButton>
      </CardHeader>
      <CardContent className="flex flex-col gap-3">
        <Refusal error={start.error ?? forecasts.error} />
        {found ? (
          <Told found={found} />
        ) : (
          <p className="text-[0.8125rem] text-pretty text-muted-foreground">
            Not made yet. It goes by sizes, dry runs and what earlier rollouts took on the database, and after the
            rollout each step stands beside what it took.
          </p>
        )}
      </CardContent>
    </Card>
  );
}
