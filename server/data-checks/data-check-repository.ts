import type { PlanDataCheck } from "#core/analysis/run-data-checks.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { fromJson, toJson } from "#server/json-column.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

export interface DataCheckRecord {
  readonly id: string;
  readonly revision: number;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly checks: readonly PlanDataCheck[];
  readonly ms: number;
  readonly byName: string;
  readonly at: Date;
}

export async function addDataChecks(
  tx: Prisma.TransactionClient,
  { checks, ...draft }: Omit<DataCheckRecord, "databaseName" | "at"> & { readonly migrationId: string },
): Promise<{ readonly at: Date }> {
  return tx.dataCheckRun.create({ data: { ...draft, result: toJson(checks) }, select: { at: true } });
}

/** Of one revision, newest first. */
export async function dataChecksOf(db: Db, migrationId: string, revision: number): Promise<readonly DataCheckRecord[]> {
  const rows = await db.dataCheckRun.findMany({
    where: { migrationId, revision },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: 50,
  });
  const ids = [...new Set(rows.map(({ databaseId }) => databaseId))];
  const databases = await db.database.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return rows.map(({ id, databaseId, byName, at, ms, result }) => ({
    id,
    revision,
    databaseId,
    databaseName: databases.find((it) => it.id === databaseId)?.name ?? "a database that is gone",
    byName,
    at,
    ms,
    checks: fromJson<readonly PlanDataCheck[]>(result),
  }));
}
