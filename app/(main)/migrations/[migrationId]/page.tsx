import type { Metadata } from "next";
import { foundOr404, signedIn } from "#app/_lib/signed-in.ts";
import { listDatabases } from "#server/databases/list-databases.ts";
import { getMigration } from "#server/migrations/get-migration.ts";
import { MigrationRoom } from "./migration-room.tsx";

interface Props {
  readonly params: Promise<{ migrationId: string }>;
  readonly searchParams: Promise<{ tab?: string; database?: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { actor, deps } = await signedIn();
  return { title: (await foundOr404(getMigration(deps, { actor, ...(await params) }))).title };
}

export default async function MigrationPage({ params, searchParams }: Props) {
  const { actor, deps } = await signedIn();
  const [{ migrationId }, { tab, database }] = await Promise.all([params, searchParams]);
  const [migration, { items }] = await Promise.all([
    foundOr404(getMigration(deps, { actor, migrationId })),
    listDatabases(deps, { actor }),
  ]);
  // Read against a database from the start: without one neither sizes nor names are known.
  const fitting = items.filter((it) => it.engine === migration.engine && !it.unreachable);
  const chosen = fitting.find((it) => it.id === database) ?? fitting[0] ?? null;
  return (
    <MigrationRoom
      initial={migration}
      initialDatabaseId={chosen?.id ?? null}
      initialTab={tab ?? null}
      userId={actor.userId}
    />
  );
}
