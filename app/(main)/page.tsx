import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Overview } from "#features/overview/overview.tsx";
import { getOverview } from "#server/overview/get-overview.ts";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const { actor, deps } = await signedIn();
  return (
    <Page>
      <PageHeader title="Overview" />
      <Overview initial={await getOverview(deps, { actor })} />
    </Page>
  );
}
