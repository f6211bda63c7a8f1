import type { MaintenanceWindow } from "#contracts/throttle.ts";
import { fromJson } from "#server/json-column.ts";
import type { Db } from "#server/rollouts/run-repository.ts";
import type { Verdict } from "./verdict.ts";

export interface HoldFacts {
  readonly scope: "installation" | "environment" | "database";
  readonly reason: string;
  readonly byName: string;
  readonly at: Date;
}

/** All that says whether batches may run on a database, as it was at one moment of the control database's clock. */
export interface AdmissionFacts {
  readonly now: Date;
  readonly name: string;
  readonly environment: string;
  readonly window: MaintenanceWindow | null;
  readonly sampledAt: Date | null;
  readonly verdict: Verdict | null;
  readonly slices: number;
  readonly holds: readonly HoldFacts[];
}

interface AdmissionRow {
  readonly now: Date;
  readonly name: string;
  readonly environment: string;
  readonly window: unknown;
  readonly sampledAt: Date | null;
  readonly verdict: unknown;
  readonly slices: number | null;
  readonly holds: readonly { readonly scope: HoldFacts["scope"]; reason: string; byName: string; at: string }[];
}

/** One round trip: it is asked before batches. `null`: there is no such database. */
export async function findAdmissionFacts(db: Db, databaseId: string): Promise<AdmissionFacts | null> {
  const [row] = await db.$queryRaw<AdmissionRow[]>`
    SELECT clock_timestamp() AS now, d.name, d.environment, d.throttle -> 'window' AS window, h.at AS "sampledAt",
           h.verdict, h.slices,
           coalesce((SELECT json_agg(json_build_object('scope', x.scope, 'reason', x.reason, 'byName', x."byName", 'at', x.at)
                                     ORDER BY x.at)
                       FROM "Hold" x
                      WHERE x."liftedAt" IS NULL
                        AND (x.scope = 'installation' OR (x.scope = 'environment' AND x.environment = d.environment)
                             OR (x.scope = 'database' AND x."databaseId" = d.id))), '[]'::json) AS holds
      FROM "Database" d LEFT JOIN "TargetHealth" h ON h."databaseId" = d.id WHERE d.id = ${databaseId}::uuid`;
  if (!row) return null;
  return {
    ...row,
    window: fromJson<MaintenanceWindow | null>(row.window),
    verdict: fromJson<Verdict | null>(row.verdict),
    slices: row.slices ?? 1,
    holds: row.holds.map((it) => ({ ...it, at: new Date(it.at) })),
  };
}
