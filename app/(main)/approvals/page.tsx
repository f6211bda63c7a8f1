import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ApprovalInbox } from "#features/approvals/approval-inbox.tsx";
import { listApprovals } from "#server/migrations/list-approvals.ts";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage() {
  const { actor, deps } = await signedIn();
  const approvals = await listApprovals(deps, { actor });
  return (
    <Page>
      <PageHeader title="Approvals" description="Plans in review. An approval holds for exactly one document." />
      <ApprovalInbox initialData={approvals} />
    </Page>
  );
}
