import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ApprovalInbox } from "#features/approvals/approval-inbox.tsx";
import { BreakGlassList } from "#features/break-glass/break-glass-list.tsx";
import { listBreakGlass } from "#server/break-glass/list-break-glass.ts";
import { listApprovals } from "#server/migrations/list-approvals.ts";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage() {
  const { actor, deps } = await signedIn();
  const [approvals, glass] = await Promise.all([listApprovals(deps, { actor }), listBreakGlass(deps, { actor })]);
  return (
    <Page>
      <PageHeader
        title="Approvals"
        description="What is asked of you, and why. An approval holds for one document on the databases it names."
      />
      <BreakGlassList initial={glass} />
      <ApprovalInbox initialData={approvals} />
    </Page>
  );
}
