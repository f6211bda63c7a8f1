"use client";

import type { ReactNode } from "react";
import { useRevision } from "./use-plan.ts";

/** What changed in the plan between the revision that was approved and the one that is to be. */
export function PlanDifference({
  migrationId,
  from,
  to,
  compare,
}: {
  migrationId: string;
  from: number;
  to: number;
  compare: (before: string, after: string, label: string) => ReactNode;
}) {
  const before = useRevision(migrationId, from);
  const after = useRevision(migrationId, to);
  if (!before.data || !after.data) return null;
  return (
    <details className="min-w-0">
      <summary className="w-fit cursor-pointer rounded-sm text-xs font-medium">
        The plan, from revision {from} to {to}
      </summary>
      {compare(before.data.source, after.data.source, `Difference of revisions ${from} and ${to}`)}
    </details>
  );
}
