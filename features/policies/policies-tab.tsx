"use client";

import { Skeleton } from "#components/ui/skeleton.tsx";
import { DelegationsCard } from "./delegations-card.tsx";
import { GroupsCard } from "./groups-card.tsx";
import { PolicyCard } from "./policy-card.tsx";
import { useGroups, usePolicy } from "./use-policies.ts";

export function PoliciesTab() {
  const policy = usePolicy();
  const groups = useGroups();
  if (!policy.data || !groups.data) return <Skeleton className="h-64" />;
  return (
    <div className="flex flex-col gap-5">
      <PolicyCard key={policy.data.version} policy={policy.data} groups={groups.data.items} />
      <GroupsCard groups={groups.data.items} />
      <DelegationsCard />
    </div>
  );
}
