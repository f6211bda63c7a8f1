import type { Metadata } from "next";
import { cache } from "react";
import { foundOr404, signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { DatabaseView } from "#features/databases/database-view.tsx";
import { HoldDatabase, HoldNotice } from "#features/holds/hold-database.tsx";
import { ThrottlePanel } from "#features/throttle/throttle-panel.tsx";
import { getDatabase } from "#server/databases/get-database.ts";

type Props = { params: Promise<{ databaseId: string }> };

const load = cache(async (databaseId: string) => {
  const { actor, deps } = await signedIn();
  return foundOr404(getDatabase(deps, { actor, databaseId }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await load((await params).databaseId)).name };
}

export default async function DatabasePage({ params }: Props) {
  const database = await load((await params).databaseId);
  return (
    <Page>
      <DatabaseView
        key={database.id}
        initial={database}
        actions={<HoldDatabase databaseId={database.id} />}
        notice={<HoldNotice databaseId={database.id} environment={database.environment} />}
        throttle={<ThrottlePanel databaseId={database.id} />}
      />
    </Page>
  );
}
