import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { RolloutTable } from "#features/rollouts/rollout-table.tsx";
import { listRollouts } from "#server/rollouts/list-rollouts.ts";

export const metadata: Metadata = { title: "Rollouts" };

export default async function RolloutsPage() {
  const { actor, deps } = await signedIn();
  const rollouts = await listRollouts(deps, { actor, query: { state: "all", limit: 50 } });
  return (
    <Page>
      <PageHeader title="Rollouts" description="Each is one run of an approved plan on a database." />
      <RolloutTable initialData={rollouts} />
    </Page>
  );
}
