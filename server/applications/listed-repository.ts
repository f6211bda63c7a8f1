import type { Db } from "#server/rollouts/run-repository.ts";

export interface ListedDeclaration {
  readonly name: string;
  readonly knownSince: Date;
  readonly version: string;
  readonly database: string | null;
  readonly environment: string | null;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly live: number;
  readonly lastSeenAt: Date;
}

export interface ListedInstance {
  readonly name: string;
  readonly instance: string;
  readonly version: string;
  readonly state: "live" | "silent" | "left";
  readonly seenAt: Date;
}

/** The newest of each application, at most `most`, those with live instances first. */
export const findListedDeclarations = (db: Db, most: number): Promise<ListedDeclaration[]> =>
  db.$queryRaw<ListedDeclaration[]>`
    SELECT * FROM (
      SELECT a.name, a."createdAt" AS "knownSince", d.version, t.name AS database, d.environment, d.reads, d.writes, i.live, i."lastSeenAt",
             row_number() OVER (PARTITION BY a.id ORDER BY i.live = 0, i."lastSeenAt" DESC, d.id) AS nth
        FROM "Application" a JOIN "ApplicationDeclaration" d ON d."applicationId" = a.id LEFT JOIN "Database" t ON t.id = d."databaseId"
       CROSS JOIN LATERAL (
         SELECT count(*) FILTER (WHERE "leftAt" IS NULL AND "expiresAt" > clock_timestamp())::int AS live,
                coalesce(max("seenAt"), d."createdAt") AS "lastSeenAt"
           FROM "ApplicationInstance" WHERE "declarationId" = d.id) i) listed
     WHERE nth <= ${most} ORDER BY name, nth`;

/** The same of instances. */
export const findListedInstances = (db: Db, most: number): Promise<ListedInstance[]> =>
  db.$queryRaw<ListedInstance[]>`
    SELECT name, instance, version, state, "seenAt" FROM (
      SELECT a.name, i.instance, d.version, i."seenAt", s.state,
             row_number() OVER (PARTITION BY a.id ORDER BY s.state <> 'live', i."seenAt" DESC, i.instance) AS nth
        FROM "Application" a JOIN "ApplicationDeclaration" d ON d."applicationId" = a.id JOIN "ApplicationInstance" i ON i."declarationId" = d.id
       CROSS JOIN LATERAL (
         SELECT CASE WHEN i."leftAt" IS NOT NULL THEN 'left' WHEN i."expiresAt" > clock_timestamp() THEN 'live' ELSE 'silent' END AS state) s) listed
     WHERE nth <= ${most} ORDER BY name, nth`;
