import type { Metadata } from "next";
import { foundOr404, signedIn } from "#app/_lib/signed-in.ts";
import { Crumb } from "#components/layout/breadcrumb.tsx";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { BackfillReport } from "#features/backfills/backfill-report.tsx";
import { ForecastActual } from "#features/rollouts/forecast-actual.tsx";
import { PrintButton } from "#features/rollouts/print-button.tsx";
import { RolloutReport } from "#features/rollouts/rollout-report.tsx";
import { listSamples } from "#server/backfills/list-samples.ts";
import { getRolloutForecast } from "#server/forecasts/get-rollout-forecast.ts";
import { getRollout } from "#server/rollouts/get-rollout.ts";
import { listRolloutEvents } from "#server/rollouts/list-rollout-events.ts";
import { listSignals } from "#server/throttle/list-signals.ts";

interface Props {
  readonly params: Promise<{ rolloutId: string }>;
}

export const metadata: Metadata = { title: "Report of a rollout" };

export default async function ReportPage({ params }: Props) {
  const { rolloutId } = await params;
  const { actor, deps } = await signedIn();
  const [rollout, events, samples, signals, kept] = await foundOr404(
    Promise.all([
      getRollout(deps, { actor, rolloutId }),
      listRolloutEvents(deps, { actor, rolloutId, query: { limit: 200 } }),
      listSamples(deps, { actor, rolloutId }),
      listSignals(deps, { actor, rolloutId }),
      getRolloutForecast(deps, { actor, rolloutId }),
    ]),
  );
  return (
    <Page className="max-w-4xl print:p-0">
      <Crumb segment={rollout.id} label={`${rollout.migrationName} on ${rollout.databaseName}`} />
      <PageHeader
        title={rollout.migrationTitle}
        back={{ href: `/rollouts/${rollout.id}`, label: "Control room" }}
        description={`Rollout on ${rollout.databaseName} (${rollout.environment})`}
        actions={<PrintButton />}
      />
      <RolloutReport rollout={rollout} events={events.items}>
        {kept.forecast ? (
          <section className="flex flex-col gap-2">
            <h2 className="text-base font-semibold">Forecast and actual</h2>
            <ForecastActual forecast={kept.forecast} />
          </section>
        ) : null}
        {rollout.backfills.map((backfill) => (
          <BackfillReport
            key={backfill.id}
            backfill={backfill}
            samples={samples.items.filter((sample) => sample.backfillId === backfill.id)}
            signals={{ ...signals, slowdowns: signals.slowdowns.filter((it) => it.backfillId === backfill.id) }}
          />
        ))}
      </RolloutReport>
    </Page>
  );
}
