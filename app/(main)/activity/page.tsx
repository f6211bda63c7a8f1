import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { AuditLog } from "#features/audit/audit-log.tsx";
import { ChainCard } from "#features/audit/chain-card.tsx";

export const metadata: Metadata = { title: "Activity" };

export default async function ActivityPage() {
  await signedIn();
  return (
    <Page>
      <PageHeader title="Activity" description="Every change: who, what, before and after, when, and from where." />
      <ChainCard />
      <AuditLog />
    </Page>
  );
}
