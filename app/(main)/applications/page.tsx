import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ApplicationList } from "#features/applications/application-list.tsx";
import { listApplications } from "#server/applications/list-applications.ts";

export const metadata: Metadata = { title: "Applications" };

export default async function ApplicationsPage() {
  const { actor, deps } = await signedIn();
  return (
    <Page>
      <PageHeader
        title="Applications"
        description="What runs against the databases: versions, live instances, and the columns they say they use."
      />
      <ApplicationList initial={await listApplications(deps, { actor })} url={deps.env.url} />
    </Page>
  );
}
