import type { SeenApplication, SeenDeclaration } from "#core/domain/application-seen.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly createdAt: Date;
  readonly instances: readonly {
    readonly instance: string;
    readonly seenAt: string;
    readonly expiresAt: string;
    readonly leftAt: string | null;
  }[];
}

/**
 * These applications as far as they concern a database: what was said of it, of its environment or of none. With all
 * instances that counted after `since`, and of each application the one that was heard of last.
 */
export async function findSeenApplications(
  db: Db,
  {
    names,
    databaseId,
    since,
  }: { readonly names: readonly string[]; readonly databaseId: string; readonly since: Date },
): Promise<ReadonlyMap<string, SeenApplication>> {
  const rows = await db.$queryRaw<Row[]>`
    WITH said AS (
      SELECT d.*, a.name FROM "ApplicationDeclaration" d JOIN "Application" a ON a.id = d."applicationId"
       WHERE a.name = ANY(${[...names]}) AND (d."databaseId" IS NULL OR d."databaseId" = ${databaseId}::uuid)
         AND (d.environment IS NULL OR d.environment = (SELECT environment FROM "Database" WHERE id = ${databaseId}::uuid))),
    heard AS (
      SELECT i.*, row_number() OVER (PARTITION BY s."applicationId" ORDER BY coalesce(i."leftAt", i."expiresAt") DESC) AS nth
        FROM "ApplicationInstance" i JOIN said s ON s.id = i."declarationId")
    SELECT s.id::text AS id, s.name, s.version, s.reads, s.writes, s."createdAt",
           coalesce((SELECT jsonb_agg(jsonb_build_object('instance', h.instance, 'seenAt', h."seenAt", 'expiresAt', h."expiresAt", 'leftAt', h."leftAt"))
                       FROM heard h WHERE h."declarationId" = s.id AND (h.nth = 1 OR coalesce(h."leftAt", h."expiresAt") > ${since})), '[]') AS instances
      FROM said s`;
  return new Map([...Map.groupBy(rows, ({ name }) => name)].map(([name, own]) => [name, applicationOf(name, own)]));
}

const applicationOf = (name: string, rows: readonly Row[]): SeenApplication => ({
  name,
  knownSince: new Date(Math.min(...rows.map(({ createdAt }) => createdAt.getTime()))),
  declarations: rows.map(declarationOf),
});

const declarationOf = ({ version, reads, writes, instances }: Row): SeenDeclaration => ({
  version,
  reads,
  writes,
  instances: instances.map(({ instance, seenAt, expiresAt, leftAt }) => ({
    instance,
    seenAt: new Date(seenAt),
    expiresAt: new Date(expiresAt),
    leftAt: leftAt === null ? null : new Date(leftAt),
  })),
});
