"use client";

import dynamic from "next/dynamic";
import type { Migration } from "#contracts/migration.ts";
import type { PlanView } from "#contracts/plan.ts";
import { BreakGlassButton } from "#features/break-glass/break-glass-button.tsx";
import { DataCheckCard } from "#features/migrations/data-check-card.tsx";
import { DryRunCard } from "#features/migrations/dry-run-card.tsx";
import { ForecastCard } from "#features/migrations/forecast-card.tsx";
import { PlanDifference } from "#features/migrations/plan-difference.tsx";
import { ReviewPanel } from "#features/migrations/review-panel.tsx";
import { ShadowRunCard } from "#features/migrations/shadow-run-card.tsx";
import { DatabasePicker } from "#features/plans/database-picker.tsx";

const SourceDiff = dynamic(() => import("#features/plans/source-diff.tsx").then((it) => it.SourceDiff), { ssr: false });

/** The database that an emergency would be about: the chosen one, else the first that the plan was submitted for. */
function emergencyOf({ targets }: Migration, plan: PlanView | undefined, databaseId: string | null) {
  const named = targets.find((it) => it.databaseId === databaseId) ?? targets[0];
  if (named) return { id: named.databaseId, name: named.databaseName };
  const checked = plan?.checkedAgainst;
  return checked ? { id: checked.databaseId, name: checked.name } : null;
}

/** All that an approver looks at before deciding, and the decision. */
export function ReviewTab({
  migration,
  plan,
  databaseId,
  onDatabase,
  userId,
}: {
  migration: Migration;
  plan: PlanView | undefined;
  databaseId: string | null;
  onDatabase: (id: string | null) => void;
  userId: string | null;
}) {
  const backfillSteps = (plan?.phases ?? []).flatMap(({ steps }) => steps.filter(({ kind }) => kind === "backfill"));
  return (
    <>
      <DatabasePicker value={databaseId} onChange={onDatabase} engine={migration.engine} className="w-full sm:w-80" />
      <ShadowRunCard migration={migration} databaseId={databaseId} />
      <DataCheckCard migration={migration} databaseId={databaseId} />
      <ForecastCard migration={migration} databaseId={databaseId} />
      <DryRunCard migration={migration} steps={backfillSteps} databaseId={databaseId} />
      <ReviewPanel
        migration={migration}
        databaseId={databaseId}
        userId={userId}
        planDiff={(from, to) => (
          <PlanDifference
            migrationId={migration.id}
            from={from}
            to={to}
            compare={(before, after, label) => <SourceDiff before={before} after={after} label={label} />}
          />
        )}
      />
      <div>
        <BreakGlassButton
          migrationId={migration.id}
          digest={migration.digest}
          database={emergencyOf(migration, plan, databaseId)}
        />
      </div>
    </>
  );
}
