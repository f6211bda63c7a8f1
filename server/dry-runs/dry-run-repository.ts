import type { StepId } from "#core/domain/step-id.ts";
import type { DryRunResult } from "#core/engines/dry-run.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { fromJson, toJson } from "#server/json-column.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

export interface DryRunRecord {
  readonly id: string;
  readonly stepId: StepId;
  readonly revision: number;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly byName: string;
  readonly at: Date;
  readonly result: DryRunResult;
}

export async function addDryRun(
  tx: Prisma.TransactionClient,
  draft: Omit<DryRunRecord, "databaseName" | "at"> & { readonly migrationId: string },
): Promise<{ readonly at: Date }> {
  return tx.dryRun.create({ data: { ...draft, result: toJson(draft.result) }, select: { at: true } });
}

/** Of one revision, newest first. */
export async function dryRunsOf(db: Db, migrationId: string, revision: number): Promise<readonly DryRunRecord[]> {
  const rows = await db.dryRun.findMany({
    where: { migrationId, revision },
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  const ids = [...new Set(rows.map(({ databaseId }) => databaseId))];
  const databases = await db.database.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return rows.map(({ id, stepId, databaseId, byName, at, result }) => ({
    id,
    stepId: stepId as StepId,
    revision,
    databaseId,
    databaseName: databases.find((it) => it.id === databaseId)?.name ?? "a database that is gone",
    byName,
    at,
    result: fromJson<DryRunResult>(result),
  }));
}
