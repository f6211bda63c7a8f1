import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { may } from "#core/domain/policy.ts";
import { MigrationList } from "#features/migrations/migration-list.tsx";
import { NewMigrationMenu } from "#features/migrations/new-migration-menu.tsx";
import { listMigrations } from "#server/migrations/list-migrations.ts";

export const metadata: Metadata = { title: "Migrations" };

export default async function MigrationsPage() {
  const { actor, deps } = await signedIn();
  const migrations = await listMigrations(deps, { actor });
  return (
    <Page>
      <PageHeader
        title="Migrations"
        description="What is to change, as plans that are reviewed before they run."
        actions={may(actor.role, "migration.write") ? <NewMigrationMenu /> : null}
      />
      <MigrationList initialData={migrations} />
    </Page>
  );
}
