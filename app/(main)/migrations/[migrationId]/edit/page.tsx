import type { Metadata } from "next";
import { foundOr404, signedIn } from "#app/_lib/signed-in.ts";
import { Crumb } from "#components/layout/breadcrumb.tsx";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { getMigration } from "#server/migrations/get-migration.ts";
import { authoredPlan } from "#server/plans/authored-plan.ts";
import { EditMigration } from "./edit-migration.tsx";

interface Props {
  readonly params: Promise<{ migrationId: string }>;
  readonly searchParams: Promise<{ database?: string; from?: string }>;
}

export const metadata: Metadata = { title: "Edit a migration" };

export default async function EditMigrationPage({ params, searchParams }: Props) {
  const { actor, deps } = await signedIn();
  const [{ migrationId }, { database, from }] = await Promise.all([params, searchParams]);
  const migration = await foundOr404(getMigration(deps, { actor, migrationId }));
  const voids = migration.state === "approved" || migration.state === "in_review";
  return (
    <Page className="max-w-[90rem] gap-4">
      <Crumb segment={migration.id} label={migration.title} />
      <PageHeader
        title={migration.title}
        back={{ href: `/migrations/${migration.id}`, label: "Back to the migration" }}
        description={
          voids
            ? `Revision ${migration.revision} is ${migration.state === "approved" ? "approved" : "in review"}: saving makes a draft of it again.`
            : `You edit revision ${migration.revision}.`
        }
      />
      <EditMigration
        migration={migration}
        authored={authoredPlan(migration.source)}
        startWith={from === "operations" ? from : "document"}
        databaseId={database ?? null}
      />
    </Page>
  );
}
