import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { may } from "#core/domain/policy.ts";
import { DatabaseList } from "#features/databases/database-list.tsx";
import { listDatabases } from "#server/databases/list-databases.ts";

export const metadata: Metadata = { title: "Databases" };

export default async function DatabasesPage() {
  const { actor, deps } = await signedIn();
  return (
    <Page>
      <PageHeader
        title="Databases"
        description="The databases that migrations run on."
        actions={
          may(actor.role, "database.write") ? (
            <Button asChild variant="primary">
              <Link href="/databases/new">
                <Plus /> Register a database
              </Link>
            </Button>
          ) : null
        }
      />
      <DatabaseList initial={await listDatabases(deps, { actor })} />
    </Page>
  );
}
