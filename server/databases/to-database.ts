import { type Database, ENVIRONMENTS, labels, targetProbe, tlsMode } from "#contracts/database.ts";
import type { DatabaseRow } from "./database-repository.ts";

/** `host:port/name` or the file. */
export const placeOf = (row: Pick<DatabaseRow, "file" | "host" | "port" | "databaseName">): string =>
  row.file ?? `${row.host?.includes(":") ? `[${row.host}]` : row.host}:${row.port}/${row.databaseName}`;

/** A registered database as everybody may see it: without its password. */
export function toDatabase(row: DatabaseRow): Database {
  const { unreachableSince, unreachableReason } = row;
  return {
    id: row.id,
    name: row.name,
    engine: row.engine,
    place: placeOf(row),
    host: row.host,
    port: row.port,
    databaseName: row.databaseName,
    user: row.userName,
    file: row.file,
    tls: row.tls === null ? null : tlsMode.parse(row.tls),
    environment: ENVIRONMENTS.find((it) => it === row.environment) ?? "production",
    labels: labels.safeParse(row.labels).data ?? {},
    probe: targetProbe.safeParse(row.probe).data ?? null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    unreachable: unreachableSince && { since: unreachableSince.toISOString(), reason: unreachableReason ?? "" },
    activeRollouts: row._count.runs,
    createdAt: row.createdAt.toISOString(),
  };
}
