import type { Prisma } from "#prisma/client/client.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

/** One that says the same has the same digest. */
export interface DeclarationDraft {
  readonly digest: string;
  readonly version: string;
  readonly databaseId: string | null;
  readonly environment: string | null;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

export async function findDeclarationId(db: Db, name: string, digest: string): Promise<string | null> {
  const where = { digest, application: { name } };
  const row = await db.applicationDeclaration.findFirst({ where, select: { id: true } });
  return row?.id ?? null;
}

/** `isNew`: the application was not known before. Of two at once one makes it. */
export async function ensureApplication(
  tx: Prisma.TransactionClient,
  draft: { readonly id: string; readonly name: string },
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const made = await tx.$executeRaw`
    INSERT INTO "Application" (id, name, "createdAt") VALUES (${draft.id}::uuid, ${draft.name}, clock_timestamp())
    ON CONFLICT (name) DO NOTHING`;
  const { id } = await tx.application.findUniqueOrThrow({ where: { name: draft.name }, select: { id: true } });
  return { id, isNew: made === 1 };
}

export const countApplications = (db: Db): Promise<number> => db.application.count();

/** `false`: somebody else was faster with the same. */
export async function insertDeclaration(
  tx: Prisma.TransactionClient,
  id: string,
  applicationId: string,
  draft: DeclarationDraft,
): Promise<boolean> {
  const { digest, version, databaseId, environment, reads, writes } = draft;
  const made = await tx.$executeRaw`
    INSERT INTO "ApplicationDeclaration" (id, "applicationId", digest, version, "databaseId", environment, reads, writes, "createdAt")
    VALUES (${id}::uuid, ${applicationId}::uuid, ${digest}, ${version}, ${databaseId}::uuid, ${environment},
            ${JSON.stringify(reads)}::jsonb, ${JSON.stringify(writes)}::jsonb, clock_timestamp())
    ON CONFLICT ("applicationId", digest) DO NOTHING`;
  return made === 1;
}

export interface Beat {
  /** It was not live just before. */
  readonly isNew: boolean;
  readonly liveUntil: Date;
}

/** The one write of a heartbeat, by the control database's clock. `null`: the declaration was forgotten meanwhile. */
export async function noteBeat(db: Db, declarationId: string, instance: string, seconds: number): Promise<Beat | null> {
  const [row] = await db.$queryRaw<Beat[]>`
    WITH before AS (SELECT "expiresAt", "leftAt" FROM "ApplicationInstance"
                     WHERE "declarationId" = ${declarationId}::uuid AND instance = ${instance})
    INSERT INTO "ApplicationInstance" ("declarationId", instance, "firstSeenAt", "seenAt", "expiresAt")
    SELECT id, ${instance}, now, now, now + make_interval(secs => ${seconds})
      FROM "ApplicationDeclaration", clock_timestamp() AS now WHERE id = ${declarationId}::uuid
    ON CONFLICT ("declarationId", instance) DO UPDATE
       SET "seenAt" = excluded."seenAt", "expiresAt" = excluded."expiresAt", "leftAt" = NULL
    RETURNING "expiresAt" AS "liveUntil",
              NOT EXISTS (SELECT 1 FROM before WHERE "leftAt" IS NULL AND "expiresAt" > clock_timestamp()) AS "isNew"`;
  return row ?? null;
}

/** Says of an instance and version that it has ended; answers whether it was live. */
export async function noteLeaving(
  db: Db,
  name: string,
  { instance, version }: { readonly instance: string; readonly version: string },
): Promise<boolean> {
  const left = await db.$executeRaw`
    UPDATE "ApplicationInstance" i SET "leftAt" = clock_timestamp(), "seenAt" = clock_timestamp()
      FROM "ApplicationDeclaration" d JOIN "Application" a ON a.id = d."applicationId"
     WHERE i."declarationId" = d.id AND a.name = ${name} AND d.version = ${version} AND i.instance = ${instance}
       AND i."leftAt" IS NULL AND i."expiresAt" > clock_timestamp()`;
  return left > 0;
}

/** Longer than any gate asks back. */
const KEPT = "90 days";

/** Takes out what was last heard of long ago: instances, then what nobody says any more, then applications. */
export async function forgetSilentApplications(db: Db): Promise<void> {
  await db.$executeRaw`
    DELETE FROM "ApplicationInstance" WHERE "seenAt" < clock_timestamp() - ${KEPT}::interval AND "expiresAt" < clock_timestamp()`;
  await db.$executeRaw`
    DELETE FROM "ApplicationDeclaration" d WHERE d."createdAt" < clock_timestamp() - ${KEPT}::interval
       AND NOT EXISTS (SELECT 1 FROM "ApplicationInstance" i WHERE i."declarationId" = d.id)`;
  await db.$executeRaw`
    DELETE FROM "Application" a WHERE a."createdAt" < clock_timestamp() - ${KEPT}::interval
       AND NOT EXISTS (SELECT 1 FROM "ApplicationDeclaration" d WHERE d."applicationId" = a.id)`;
}
