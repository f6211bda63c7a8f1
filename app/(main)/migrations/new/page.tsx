import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { NewMigration } from "./new-migration.tsx";

export const metadata: Metadata = { title: "New migration" };

export default async function NewMigrationPage({ searchParams }: { searchParams: Promise<{ from?: string }> }) {
  await signedIn();
  const { from } = await searchParams;
  return (
    <Page className="max-w-[90rem] gap-4">
      <PageHeader title="New migration" />
      <NewMigration from={from === "sql" || from === "operations" ? from : "document"} />
    </Page>
  );
}
